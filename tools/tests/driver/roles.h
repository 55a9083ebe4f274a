/* What a driver in C declares for Static Driver Verifier. */
HW_INTERRUPT HwInterrupt;
HW_DPC_ROUTINE HwDpc;
extern HW_WORKITEM HwWork;
HW_TIMER HwOfAnotherDriver;
