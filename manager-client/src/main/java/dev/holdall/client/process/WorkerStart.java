package dev.holdall.client.process;

import com.google.protobuf.ByteString;
import dev.holdall.client.session.TlsSettings;
import dev.holdall.v1.ObjectId;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a worker reads from its standard input when it starts.
 *
 * @param address where the manager is
 * @param tls how the connection is encrypted
 * @param key the manager's key
 * @param worker the class to run
 * @param arguments its constructor's arguments, encoded as elements
 * @param references the objects without a name that the arguments refer to
 */
record WorkerStart(
        String address,
        TlsSettings tls,
        String key,
        String worker,
        List<ByteString> arguments,
        List<ObjectId> references) {

    void write(DataOutputStream out) throws IOException {
        out.writeUTF(address);
        tls.write(out);
        out.writeUTF(key);
        out.writeUTF(worker);
        write(arguments, out);
        write(references.stream().map(ObjectId::toByteString).toList(), out);
        out.flush();
    }

    static WorkerStart read(DataInputStream in) throws IOException {
        String address = in.readUTF();
        TlsSettings tls = TlsSettings.read(in);
        String key = in.readUTF();
        String worker = in.readUTF();
        List<ByteString> arguments = readAll(in);
        List<ObjectId> references = new ArrayList<>();
        for (ByteString reference : readAll(in)) {
            references.add(ObjectId.parseFrom(reference));
        }
        return new WorkerStart(address, tls, key, worker, arguments, references);
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
        return "WorkerStart[" + worker + "]";
    }
}
