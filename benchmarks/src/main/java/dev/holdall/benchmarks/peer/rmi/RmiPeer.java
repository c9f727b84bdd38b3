package dev.holdall.benchmarks.peer.rmi;

import dev.holdall.benchmarks.peer.Child;
import dev.holdall.benchmarks.peer.Client;
import dev.holdall.benchmarks.peer.Peer;
import dev.holdall.benchmarks.peer.Server;
import dev.holdall.benchmarks.peer.ServerProcess;
import dev.holdall.benchmarks.workload.Data;
import dev.holdall.benchmarks.workload.Mode;
import dev.holdall.benchmarks.workload.Waiting;
import dev.holdall.benchmarks.workload.Workload;
import java.nio.file.Path;
import java.rmi.RemoteException;
import java.rmi.registry.LocateRegistry;
import java.util.List;

/** Java RMI. It makes a connection for each thread that calls at the same time as others. */
public final class RmiPeer implements Peer {
    @Override
    public String name() {
        return "rmi";
    }

    @Override
    public String title() {
        return "Java RMI";
    }

    @Override
    public boolean does(Workload workload, Mode mode) {
        return mode != Mode.ASYNC;
    }

    @Override
    public Server start(Path directory) throws Exception {
        return ServerProcess.start(name(), Child.jvm(List.of(), RmiServer.class), directory);
    }

    @Override
    public Client connect(String address) throws Exception {
        int colon = address.lastIndexOf(':');
        int port = Integer.parseInt(address.substring(colon + 1));
        return new RmiClient((RemoteObjects)
                LocateRegistry.getRegistry(address.substring(0, colon), port).lookup(RmiServer.NAME));
    }

    private record RmiClient(RemoteObjects remote) implements Client {
        @Override
        public Waiting waiting() {
            return new Calls(remote);
        }

        @Override
        public void reset(byte[] value) throws RemoteException {
            remote.reset(Data.keys(), value);
        }

        @Override
        public void close() {
            // RMI closes idle connections by itself.
        }
    }

    private record Calls(RemoteObjects remote) implements Waiting {
        @Override
        public Object put(String key, byte[] value) throws RemoteException {
            remote.put(key, value);
            return value;
        }

        @Override
        public Object get(String key) throws RemoteException {
            return Waiting.present(remote.get(key));
        }

        @Override
        public Object add() throws RemoteException {
            return remote.add();
        }

        @Override
        public Object append(byte[] element) throws RemoteException {
            remote.append(element);
            return element;
        }

        @Override
        public Object offer(byte[] element) throws RemoteException {
            remote.offer(element);
            return element;
        }

        @Override
        public Object poll() throws RemoteException {
            return Waiting.present(remote.poll());
        }

        @Override
        public byte[] take() throws RemoteException, InterruptedException {
            return remote.take();
        }
    }
}
