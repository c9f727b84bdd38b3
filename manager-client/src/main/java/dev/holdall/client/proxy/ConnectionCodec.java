package dev.holdall.client.proxy;

import dev.holdall.client.codec.CodecProvider;
import dev.holdall.client.codec.CustomCodec;
import dev.holdall.client.codec.ProxyTable;
import dev.holdall.v1.PipeEnd;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;

/** How an end of a pipe travels: a reference to the pipe, and which end. */
final class ConnectionCodec implements CustomCodec<Connection<?>> {
    private static final int SECOND = 1;
    private static final int ONE_WAY = 2;

    private final Type[] messages;

    private ConnectionCodec(Type[] messages) {
        this.messages = messages;
    }

    /** Makes the codec for each type of messages. */
    static final class Provider implements CodecProvider {
        @Override
        public CustomCodec<?> codec(Class<?> raw, Type type) {
            return new ConnectionCodec(
                    type instanceof ParameterizedType parameterized
                            ? parameterized.getActualTypeArguments()
                            : new Type[] {Object.class});
        }
    }

    @Override
    public String name() {
        return "holdall.connection";
    }

    @Override
    public byte[] encode(Connection<?> connection, ProxyTable proxies) {
        proxies.add(new SharedPipe<>(connection.handle()));
        int what = (connection.end() == PipeEnd.SECOND ? SECOND : 0) | (connection.isOneWay() ? ONE_WAY : 0);
        return new byte[] {(byte) what};
    }

    @Override
    public Connection<?> decode(byte[] bytes, ProxyTable proxies) {
        if (bytes.length != 1 || (bytes[0] & ~(SECOND | ONE_WAY)) != 0) {
            throw new IllegalArgumentException("the bytes of a connection say which end it is, and these do not");
        }
        SharedPipe<?> pipe = (SharedPipe<?>) proxies.get(0, SharedPipe.class, messages);
        return new Connection<>(
                pipe.handle(), (bytes[0] & SECOND) == 0 ? PipeEnd.FIRST : PipeEnd.SECOND, (bytes[0] & ONE_WAY) != 0);
    }
}
