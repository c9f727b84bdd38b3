package dev.holdall.server.state;

/** How much of the work that may be done at once is left, in steps that take about the same time. */
final class Effort {
    private long left;

    Effort(long most) {
        this.left = most;
    }

    void spend(long steps) {
        left -= steps;
    }

    boolean isSpent() {
        return left <= 0;
    }
}
