//! Lists of values in pool memory, in place of Storport's interlocked lists.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use miniport::{List, ListNode, Srb, SrbStatus};
use miniport_sim::{Direction, Machine};

use crate::drivers::{UNIT, options, poke, start_unreal, unreal};

/// Says that it is dropped.
struct Dropped(u32, Rc<Cell<u32>>);

impl Drop for Dropped {
    fn drop(&mut self) {
        self.1.set(self.1.get() * 10 + self.0);
    }
}

/// What a callback does with a list.
fn with_context(seed: u64, does: impl Fn(&mut miniport::StartIo<'_, unreal::Adapter>) + 'static) {
    unreal::start(move |_, cx, srb| {
        does(cx);
        srb.complete(cx, SrbStatus::Success);
    });
    let machine = Machine::new(seed);
    let adapter = start_unreal(&machine, options());
    poke(&adapter);
    unreal::START.set(None);
    drop(adapter);
    machine.shutdown().assert_clean();
}

#[test]
fn values_come_out_in_the_order_in_which_they_went_in() {
    with_context(1, |cx| {
        let mut list = List::new();
        assert!(list.is_empty() && list.pop_front().is_none());
        for value in [2, 3] {
            list.push_back(cx.allocate(ListNode::new(value)).unwrap());
        }
        list.push_front(cx.allocate(ListNode::new(1)).unwrap());
        assert_eq!(list.iter().copied().collect::<Vec<_>>(), [1, 2, 3]);
        assert_eq!(list.len(), 3);
        let mut rest = list.take();
        assert!(list.is_empty() && list.iter().next().is_none());
        let mut node = rest.pop_front().unwrap();
        **node = 4;
        rest.push_back(node);
        let mut out = Vec::new();
        while let Some(node) = rest.pop_front() {
            out.push(node.into_inner().into_value());
        }
        assert_eq!(out, [2, 3, 4]);
        rest.push_back(cx.allocate(ListNode::new(5)).unwrap());
        assert_eq!(rest.iter().copied().collect::<Vec<_>>(), [5]);
        rest.push_front(cx.allocate(ListNode::new(6)).unwrap());
        assert_eq!(rest.iter().copied().collect::<Vec<_>>(), [6, 5]);
    });
}

#[test]
fn what_is_in_a_list_is_dropped_once_with_it() {
    let order = Rc::new(Cell::new(0));
    let dropped = Rc::clone(&order);
    with_context(2, move |cx| {
        let mut list = List::new();
        for value in 1..=4 {
            let value = Dropped(value, Rc::clone(&dropped));
            list.push_back(cx.allocate(ListNode::new(value)).unwrap());
        }
        drop(list.pop_front());
        assert_eq!(dropped.get(), 1);
        drop(list);
        assert_eq!(dropped.get(), 1234);
    });
    assert_eq!(order.get(), 1234);
}

#[test]
fn requests_wait_in_a_list() {
    let waiting: RefCell<List<Srb<unreal::Adapter>>> = RefCell::default();
    unreal::start(move |_, cx, srb| {
        let node = cx.allocate(ListNode::new(srb)).unwrap();
        waiting.borrow_mut().push_back(node);
        if waiting.borrow().len() < 4 {
            return;
        }
        let mut all = waiting.borrow_mut().take();
        while let Some(node) = all.pop_front() {
            let srb = node.into_inner().into_value();
            srb.complete(cx, SrbStatus::Success);
        }
    });
    let machine = Machine::new(3);
    let adapter = start_unreal(&machine, options());
    let send = |_| adapter.submit(UNIT, &[0; 6], Direction::None, &[]).unwrap();
    let requests: Vec<_> = (0..8).map(send).collect();
    for request in requests {
        assert!(request.wait().unwrap().0.is_success());
    }
    unreal::START.set(None);
    machine.shutdown().assert_clean();
}
