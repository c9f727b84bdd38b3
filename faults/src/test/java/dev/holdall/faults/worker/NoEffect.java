package dev.holdall.faults.worker;

/** A call's answer was that it changed nothing. The history has it as failed. */
final class NoEffect extends Exception {
    private static final long serialVersionUID = 1;
}
