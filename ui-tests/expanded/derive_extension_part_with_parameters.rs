// The expansion of
//
// #[derive(ExtensionPart)]
// struct Ring<T: Send, const N: usize> {
//     entries: Locked<StartIoLock, [T; N]>,
// }

const _: () = {
    extern crate miniport as __m;
    use __m::__private as __p;
    use __p::PlainField as _;
    trait __Checked {
        type __Field0;
        fn fields(__extension: &mut Self);
    }
    impl<T: Send, const N: usize> __Checked for Ring<T, N> {
        type __Field0 = Locked<StartIoLock, [T; N]>;
        fn fields(__extension: &mut Self) {
            let Ring { entries: _ } = *__extension;
            __p::same::<Self::__Field0, _>(&raw mut __extension.entries);
            let _: __p::Checked<Self::__Field0> = <__p::FieldOf<Self::__Field0>>::KIND
                .check_each();
        }
    }
    unsafe impl<T: Send, const N: usize> __m::ExtensionPart for Ring<T, N>
    where
        Ring<T, N>: __Checked,
    {
        type Guarded = ();
    }
    impl<T: Send, const N: usize> __m::OptionalPart for Ring<T, N>
    where
        Ring<T, N>: __Checked,
    {}
};
