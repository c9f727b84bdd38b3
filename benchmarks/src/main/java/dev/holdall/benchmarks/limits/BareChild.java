package dev.holdall.benchmarks.limits;

import dev.holdall.benchmarks.peer.ServerProcess;
import dev.holdall.v1.AdminGrpc;
import dev.holdall.v1.InfoReply;
import dev.holdall.v1.InfoRequest;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.net.InetSocketAddress;

/** The main program of a gRPC server that can do nothing but answer one method: what a manager's start is compared to. */
public final class BareChild {
    private BareChild() {}

    public static void main(String[] arguments) throws Exception {
        Server server = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
                .addService(new AdminGrpc.AdminImplBase() {
                    @Override
                    public void info(InfoRequest request, StreamObserver<InfoReply> reply) {
                        reply.onNext(InfoReply.getDefaultInstance());
                        reply.onCompleted();
                    }
                })
                .build()
                .start();
        ServerProcess.serve("127.0.0.1:" + server.getPort(), () -> 0);
        System.exit(0);
    }
}
