// The expansion of
//
// #[derive(ExtensionPart)]
// struct Channel {
//     doorbell: u32,
//     waiting: Locked<StartIoLock, Queue>,
// }

const _: () = {
    fn fields() {
        #[allow(unused_imports)]
        use ::miniport::__private::{PartField as _, PlainField as _};
        let _: ::miniport::__private::Checked<u32> = (&::miniport::__private::FieldOf::<
            u32,
        >::NEW)
            .kind()
            .check();
        let _: ::miniport::__private::Checked<Locked<StartIoLock, Queue>> = (&::miniport::__private::FieldOf::<
            Locked<StartIoLock, Queue>,
        >::NEW)
            .kind()
            .check();
    }
    unsafe impl ::miniport::ExtensionPart for Channel {}
};
