package dev.holdall.client.process;

import com.google.protobuf.ByteString;
import dev.holdall.client.routine.RoutineName;
import dev.holdall.v1.ObjectId;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a worker reads from its standard input when it starts.
 *
 * @param manager how it gets to the manager
 * @param name what it is called
 * @param daemon whether it ends with its parent
 * @param parent its parent's process number
 * @param failures the file in which it leaves what it throws
 * @param routine what it runs
 * @param arguments what with, encoded as elements
 * @param references the objects without a name that the arguments refer to
 */
record WorkerStart(
        ManagerAccess manager,
        String name,
        boolean daemon,
        long parent,
        String failures,
        RoutineName routine,
        List<ByteString> arguments,
        List<ObjectId> references) {

    void write(DataOutputStream out) throws IOException {
        manager.write(out);
        out.writeUTF(name);
        out.writeBoolean(daemon);
        out.writeLong(parent);
        out.writeUTF(failures);
        out.writeUTF(routine.type());
        out.writeUTF(routine.method());
        out.writeUTF(routine.parameters());
        write(arguments, out);
        write(references.stream().map(ObjectId::toByteString).toList(), out);
        out.flush();
    }

    static WorkerStart read(DataInputStream in) throws IOException {
        ManagerAccess manager = ManagerAccess.read(in);
        String name = in.readUTF();
        boolean daemon = in.readBoolean();
        long parent = in.readLong();
        String failures = in.readUTF();
        RoutineName routine = new RoutineName(in.readUTF(), in.readUTF(), in.readUTF());
        List<ByteString> arguments = readAll(in);
        List<ObjectId> references = new ArrayList<>();
        for (ByteString reference : readAll(in)) {
            references.add(ObjectId.parseFrom(reference));
        }
        return new WorkerStart(manager, name, daemon, parent, failures, routine, arguments, references);
    }

    private static void write(List<ByteString> all, DataOutputStream out) throws IOException {
        out.writeInt(all.size());
        for (ByteString bytes : all) {
            out.writeInt(bytes.size());
            bytes.writeTo(out);
        }
    }

    private static List<ByteString> readAll(DataInputStream in) throws IOException {
        List<ByteString> all = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            byte[] bytes = new byte[in.readInt()];
            in.readFully(bytes);
            all.add(ByteString.copyFrom(bytes));
        }
        return all;
    }

    @Override
    public String toString() {
        return "WorkerStart[" + name + ", " + routine + "]";
    }
}
