// The expansion of
//
// #[derive(ExtensionPart)]
// struct Channel {
//     doorbell: u32,
//     waiting: Locked<StartIoLock, Queue>,
// }

const _: () = {
    extern crate miniport as __m;
    use __m::__private as __p;
    use __p::PlainField as _;
    type __Field0 = u32;
    const _: __p::Checked<__Field0> = <__p::FieldOf<__Field0>>::KIND.check();
    type __Field1 = Locked<StartIoLock, Queue>;
    const _: __p::Checked<__Field1> = <__p::FieldOf<__Field1>>::KIND.check();
    fn __fields(__extension: &mut Channel) {
        let Channel { doorbell: _, waiting: _ } = *__extension;
        __p::same::<__Field0, _>(&raw mut __extension.doorbell);
        __p::same::<__Field1, _>(&raw mut __extension.waiting);
    }
    unsafe impl __m::ExtensionPart for Channel {
        type Guarded = ();
    }
    impl __m::OptionalPart for Channel {}
};
