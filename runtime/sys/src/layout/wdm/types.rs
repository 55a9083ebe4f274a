//! Layouts of wdm.h, ntdef.h.

use super::super::super::*;
use super::super::layout;

layout! { LARGE_INTEGER: 8, 8;
    QuadPart @ 0..8,
}

layout! { PHYSICAL_ADDRESS: 8, 8;
    QuadPart @ 0..8,
}

layout! { UNICODE_STRING: 16, 8;
    Length @ 0..2,
    MaximumLength @ 2..4,
    Buffer @ 8..16,
}

layout! { LIST_ENTRY: 16, 8;
    Flink @ 0..8,
    Blink @ 8..16,
}

layout! { GROUP_AFFINITY: 16, 8;
    Mask @ 0..8,
    Group @ 8..10,
    Reserved @ 10..16,
}

layout! { PROCESSOR_NUMBER: 4, 2;
    Group @ 0..2,
    Number @ 2..3,
    Reserved @ 3..4,
}

layout! { SINGLE_LIST_ENTRY: 8, 8;
    Next @ 0..8,
}

layout! { GUID: 16, 4;
    Data1 @ 0..4,
    Data2 @ 4..6,
    Data3 @ 6..8,
    Data4 @ 8..16,
}
