package dev.holdall.server.type;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.UnsafeByteOperations;
import dev.holdall.server.state.snapshot.SnapshotReader;
import dev.holdall.server.state.snapshot.SnapshotWriter;
import dev.holdall.server.type.QueueLevels.Spot;
import java.util.ArrayList;
import java.util.List;

/** What a queue handed over and gets back if nobody receives it: elements, or a lease. */
final class Granted {
    /** Stands in the place of a lease's number where elements were handed over. */
    private static final long NO_LEASE = 0;

    private Granted() {}

    static ByteString elements(List<Delivered> elements) {
        int size = CodedOutputStream.computeUInt64SizeNoTag(NO_LEASE);
        for (Delivered each : elements) {
            size += CodedOutputStream.computeUInt64SizeNoTag(each.spot().priority());
            size += CodedOutputStream.computeUInt64SizeNoTag(each.spot().position());
            size += CodedOutputStream.computeUInt64SizeNoTag(each.deliveries());
            size += CodedOutputStream.computeBytesSizeNoTag(each.element());
        }
        byte[] bytes = new byte[size];
        SnapshotWriter writer = new SnapshotWriter(CodedOutputStream.newInstance(bytes));
        writer.number(NO_LEASE);
        for (Delivered each : elements) {
            writer.number(each.spot().priority());
            writer.number(each.spot().position());
            writer.number(each.deliveries());
            writer.bytes(each.element());
        }
        return UnsafeByteOperations.unsafeWrap(bytes);
    }

    static ByteString lease(long number) {
        byte[] bytes = new byte[CodedOutputStream.computeUInt64SizeNoTag(number)];
        new SnapshotWriter(CodedOutputStream.newInstance(bytes)).number(number);
        return UnsafeByteOperations.unsafeWrap(bytes);
    }

    /** The number of the lease; 0 if it is elements. */
    static long lease(ByteString granted) {
        return new SnapshotReader(granted.newCodedInput()).number();
    }

    /** The elements; none if it is a lease. */
    static List<Delivered> elements(ByteString granted) {
        CodedInputStream in = granted.newCodedInput();
        SnapshotReader reader = new SnapshotReader(in);
        reader.number();
        List<Delivered> elements = new ArrayList<>(1);
        while (in.getTotalBytesRead() < granted.size()) {
            Spot spot = new Spot(reader.number(), reader.number());
            int deliveries = (int) reader.number();
            elements.add(new Delivered(spot, reader.bytes(), deliveries));
        }
        return elements;
    }
}
