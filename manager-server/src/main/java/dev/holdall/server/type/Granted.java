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

/** Elements that a queue handed over, and where they stood: what goes back if nobody receives them. */
final class Granted {

    /** Takes one element that goes back. */
    @FunctionalInterface
    interface Visitor {
        void element(Spot spot, ByteString element);
    }

    private final List<Spot> spots = new ArrayList<>(1);
    private final List<ByteString> elements = new ArrayList<>(1);

    Granted add(Spot spot, ByteString element) {
        spots.add(spot);
        elements.add(element);
        return this;
    }

    ByteString toBytes() {
        int size = 0;
        for (int i = 0; i < elements.size(); i++) {
            size += CodedOutputStream.computeUInt64SizeNoTag(spots.get(i).priority());
            size += CodedOutputStream.computeUInt64SizeNoTag(spots.get(i).position());
            size += CodedOutputStream.computeBytesSizeNoTag(elements.get(i));
        }
        byte[] bytes = new byte[size];
        SnapshotWriter writer = new SnapshotWriter(CodedOutputStream.newInstance(bytes));
        for (int i = 0; i < elements.size(); i++) {
            writer.number(spots.get(i).priority());
            writer.number(spots.get(i).position());
            writer.bytes(elements.get(i));
        }
        return UnsafeByteOperations.unsafeWrap(bytes);
    }

    static void forEach(ByteString granted, Visitor visitor) {
        CodedInputStream in = granted.newCodedInput();
        SnapshotReader reader = new SnapshotReader(in);
        while (in.getTotalBytesRead() < granted.size()) {
            visitor.element(new Spot(reader.number(), reader.number()), reader.bytes());
        }
    }
}
