package dev.holdall.benchmarks.peer.echo;

import dev.holdall.benchmarks.peer.ServerProcess;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.LongAdder;

/** The main program of a gRPC server that sends back what it gets: messages of frames, each with its length in front. */
public final class GrpcEchoServer {
    private GrpcEchoServer() {}

    public static void main(String[] arguments) throws Exception {
        LongAdder served = new LongAdder();
        Server server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .workerEventLoopGroup(Loops.group())
                .bossEventLoopGroup(Loops.group())
                .channelType(Loops.serverChannel())
                .directExecutor()
                .addService(ServerServiceDefinition.builder(GrpcEcho.SERVICE)
                        .addMethod(
                                GrpcEcho.ECHO, ServerCalls.asyncBidiStreamingCall(answers -> new Echo(answers, served)))
                        .build())
                .build()
                .start();
        ServerProcess.serve("127.0.0.1:" + server.getPort(), served::sum);
        System.exit(0);
    }

    private record Echo(StreamObserver<byte[]> answers, LongAdder served) implements StreamObserver<byte[]> {
        @Override
        public void onNext(byte[] message) {
            ByteBuffer frames = ByteBuffer.wrap(message);
            while (frames.hasRemaining()) {
                int size = frames.getInt();
                frames.position(frames.position() + size);
                served.increment();
            }
            answers.onNext(message);
        }

        @Override
        public void onError(Throwable failure) {
            // The client is gone.
        }

        @Override
        public void onCompleted() {
            answers.onCompleted();
        }
    }
}
