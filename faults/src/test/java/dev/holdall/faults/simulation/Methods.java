package dev.holdall.faults.simulation;

import dev.holdall.server.state.MethodTable;
import dev.holdall.server.type.BuiltInTypes;
import dev.holdall.wire.MethodNumber;
import io.grpc.MethodDescriptor;
import java.util.HashMap;
import java.util.Map;

/** What a manager serves, and under which numbers. */
final class Methods {
    static final MethodTable TABLE = MethodTable.of(BuiltInTypes.ALL);

    private static final Map<String, Integer> NUMBERS = new HashMap<>();

    private Methods() {}

    static int number(MethodDescriptor<?, ?> method) {
        return NUMBERS.computeIfAbsent(method.getFullMethodName(), MethodNumber::of);
    }
}
