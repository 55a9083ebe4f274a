// The expansion of
//
// #[derive(ExtensionPart)]
// struct Channel {
//     doorbell: u32,
//     waiting: Locked<StartIoLock, Queue>,
// }

const _: () = {
    extern crate miniport;
    #[allow(unused_imports)]
    use miniport::__private::PlainField as _;
    type __Field0 = u32;
    const _: miniport::__private::Checked<__Field0> = <miniport::__private::FieldOf<
        __Field0,
    >>::KIND
        .check();
    type __Field1 = Locked<StartIoLock, Queue>;
    const _: miniport::__private::Checked<__Field1> = <miniport::__private::FieldOf<
        __Field1,
    >>::KIND
        .check();
    fn __fields(__extension: &mut Channel) {
        let Channel { doorbell: _, waiting: _ } = *__extension;
        miniport::__private::same::<__Field0, _>(&raw mut __extension.doorbell);
        miniport::__private::same::<__Field1, _>(&raw mut __extension.waiting);
    }
    unsafe impl miniport::ExtensionPart for Channel {
        type Guarded = ();
    }
};
