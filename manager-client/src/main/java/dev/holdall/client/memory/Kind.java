package dev.holdall.client.memory;

/** What the elements of an array or a value in shared memory are; the code stands in its head. */
enum Kind {
    BOOLEAN(1, 0),
    BYTE(2, 0),
    SHORT(3, 1),
    CHAR(4, 1),
    INT(5, 2),
    LONG(6, 3),
    FLOAT(7, 2),
    DOUBLE(8, 3);

    private final int code;
    private final int shift;

    Kind(int code, int shift) {
        this.code = code;
        this.shift = shift;
    }

    int code() {
        return code;
    }

    /** An element is {@code 1 << shift} bytes wide. */
    int shift() {
        return shift;
    }
}
