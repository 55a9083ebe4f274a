//! The QEMU Machine Protocol: commands, and the few events that matter here.

use serde_json::{Value, json};

use super::channel::{Channel, Trouble};

/// The monitor.
#[derive(Debug)]
pub(super) struct Qmp {
    channel: Channel,
    /// Names of the devices that are gone, until someone asks.
    deleted: Vec<String>,
    /// The clock was stopped, since someone asked.
    stopped: bool,
}

impl Qmp {
    /// Waits for the greeting and enters command mode.
    pub fn new(channel: Channel) -> Result<Self, Trouble> {
        let mut qmp = Self {
            channel,
            deleted: Vec::new(),
            stopped: false,
        };
        let greeting = qmp.next()?;
        if greeting.get("QMP").is_none() {
            return Err(Trouble::Unexpected(greeting.to_string()));
        }
        qmp.execute("qmp_capabilities", &json!({}))?;
        Ok(qmp)
    }

    /// Runs a command; what it returned.
    pub fn execute(&mut self, command: &str, arguments: &Value) -> Result<Value, Trouble> {
        let mut request = json!({ "execute": command, "arguments": arguments }).to_string();
        request.push('\n');
        self.channel.send(&request)?;
        loop {
            let mut answer = self.next()?;
            if let Some(returned) = answer.get_mut("return") {
                return Ok(returned.take());
            }
            if let Some(error) = answer.get("error") {
                let words = error.get("desc").and_then(Value::as_str);
                return Err(Trouble::Refused(
                    words.map_or_else(|| error.to_string(), str::to_owned),
                ));
            }
            if !self.note_event(&answer) {
                return Err(Trouble::Unexpected(answer.to_string()));
            }
        }
    }

    /// Waits until every request to a disk that is under way is done.
    pub fn drain(&mut self) -> Result<(), Trouble> {
        // A transaction begins by draining every disk; this one does nothing more.
        self.execute("transaction", &json!({ "actions": [] }))
            .map(drop)
    }

    /// Waits until the device is gone.
    pub fn wait_deleted(&mut self, id: &str) -> Result<(), Trouble> {
        loop {
            if let Some(index) = self.deleted.iter().position(|deleted| deleted == id) {
                self.deleted.swap_remove(index);
                return Ok(());
            }
            self.wait_event()?;
        }
    }

    /// Lets the clock go on until it stops by itself.
    pub fn run_until_stopped(&mut self) -> Result<(), Trouble> {
        self.stopped = false;
        self.execute("cont", &json!({}))?;
        while !self.stopped {
            self.wait_event()?;
        }
        Ok(())
    }

    fn wait_event(&mut self) -> Result<(), Trouble> {
        let message = self.next()?;
        if self.note_event(&message) {
            return Ok(());
        }
        Err(Trouble::Unexpected(message.to_string()))
    }

    /// Asks QEMU to end. It closes its images and then the socket.
    pub fn quit(&mut self) -> Result<(), Trouble> {
        self.execute("quit", &json!({})).map(drop)
    }

    fn next(&mut self) -> Result<Value, Trouble> {
        let line = self.channel.receive()?;
        serde_json::from_str(line).map_err(|_| Trouble::Unexpected(line.to_owned()))
    }

    fn note_event(&mut self, message: &Value) -> bool {
        let Some(event) = message.get("event").and_then(Value::as_str) else {
            return false;
        };
        match (event, message["data"]["device"].as_str()) {
            ("DEVICE_DELETED", Some(id)) => self.deleted.push(id.to_owned()),
            ("STOP", _) => self.stopped = true,
            _ => {}
        }
        true
    }
}
