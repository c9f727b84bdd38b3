package dev.holdall.client.process;

import com.google.protobuf.ByteString;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a worker reads from its standard input when it starts.
 *
 * @param address where the manager is
 * @param key the manager's key
 * @param worker the class to run
 * @param arguments its constructor's arguments, encoded as elements
 */
record WorkerStart(String address, String key, String worker, List<ByteString> arguments) {

    void write(DataOutputStream out) throws IOException {
        out.writeUTF(address);
        out.writeUTF(key);
        out.writeUTF(worker);
        out.writeInt(arguments.size());
        for (ByteString argument : arguments) {
            out.writeInt(argument.size());
            argument.writeTo(out);
        }
        out.flush();
    }

    static WorkerStart read(DataInputStream in) throws IOException {
        String address = in.readUTF();
        String key = in.readUTF();
        String worker = in.readUTF();
        List<ByteString> arguments = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            byte[] bytes = new byte[in.readInt()];
            in.readFully(bytes);
            arguments.add(ByteString.copyFrom(bytes));
        }
        return new WorkerStart(address, key, worker, arguments);
    }

    @Override
    public String toString() {
        return "WorkerStart[" + worker + "]";
    }
}
