package dev.holdall.client.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Changes a byte atomically, as a part of the int that it stands in: processors that Java knows of have no such operation on a byte. */
final class Bits {
    private static final VarHandle INT = MethodHandles.byteBufferViewVarHandle(int[].class, Windows.ORDER);
    private static final int MASK = 0xff;

    private Bits() {}

    /** Of a buffer whose beginning and length are multiples of 4. */
    static boolean compareAndSet(ByteBuffer bytes, int at, boolean expected, boolean value) {
        int word = at & -Integer.BYTES;
        int place = at - word;
        int shift = Byte.SIZE * (Windows.ORDER == ByteOrder.LITTLE_ENDIAN ? place : Integer.BYTES - 1 - place);
        while (true) {
            int before = (int) INT.getVolatile(bytes, word);
            if (((before >>> shift & MASK) != 0) != expected) {
                return false;
            }
            int after = before & ~(MASK << shift) | (value ? 1 << shift : 0);
            if (INT.compareAndSet(bytes, word, before, after)) {
                return true;
            }
        }
    }
}
