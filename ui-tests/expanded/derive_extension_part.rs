// The expansion of
//
// #[derive(ExtensionPart)]
// struct Channel {
//     doorbell: u32,
//     waiting: Locked<StartIoLock, Queue>,
// }

const _: () = {
    const _: () = {
        extern crate miniport as __m;
        #[allow(unused_imports)]
        use __m::__private::PlainField as _;
        type __Field0 = u32;
        const _: __m::__private::Checked<__Field0> = <__m::__private::FieldOf<
            __Field0,
        >>::KIND
            .check();
        type __Field1 = Locked<StartIoLock, Queue>;
        const _: __m::__private::Checked<__Field1> = <__m::__private::FieldOf<
            __Field1,
        >>::KIND
            .check();
        fn __fields(__extension: &mut Channel) {
            let Channel { doorbell: _, waiting: _ } = *__extension;
            __m::__private::same::<__Field0, _>(&raw mut __extension.doorbell);
            __m::__private::same::<__Field1, _>(&raw mut __extension.waiting);
        }
        unsafe impl __m::ExtensionPart for Channel {
            type Guarded = ();
        }
    };
};
