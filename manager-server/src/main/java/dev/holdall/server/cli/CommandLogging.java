package dev.holdall.server.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.EncoderBase;
import ch.qos.logback.core.spi.ContextAwareBase;
import org.jspecify.annotations.Nullable;

/**
 * The logging of the command line: to standard error. A program that embeds a manager keeps its own, and so does who names a file by {@code
 * -Dlogback.configurationFile}.
 *
 * <p>In code, since to read the same from a file takes a fifth of a second: an eighth of a manager's start.
 */
public final class CommandLogging extends ContextAwareBase implements Configurator {
    private static final String LEVEL = "holdall.log.level";
    private static final String PATTERN = "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX, UTC} %-5level %logger{0}: %msg%n";

    /** From now on this process logs as a command does. Called before the first logger is made. */
    static void use(String level) {
        System.setProperty(LEVEL, level);
    }

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        String level = System.getProperty(LEVEL);
        if (level == null || System.getProperty("logback.configurationFile") != null) {
            return ExecutionStatus.INVOKE_NEXT_IF_ANY;
        }
        // gRPC sets SO_KEEPALIVE on UNIX sockets too, which have none, and Netty warns: in the manager, and in the
        // commands that ask it.
        context.getLogger("io.netty.bootstrap").setLevel(Level.ERROR);
        context.getLogger("io.netty").setLevel(Level.WARN);
        context.getLogger("io.grpc").setLevel(Level.WARN);
        // Who was refused what: whatever else is to be heard.
        context.getLogger("holdall.audit").setLevel(Level.INFO);
        Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.toLevel(level));
        root.addAppender(standardError(context));
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    private static ConsoleAppender<ILoggingEvent> standardError(LoggerContext context) {
        Lines lines = new Lines();
        lines.setContext(context);
        lines.start();
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setContext(context);
        appender.setName("STDERR");
        appender.setTarget("System.err");
        appender.setEncoder(lines);
        appender.start();
        return appender;
    }

    /** Reads the pattern when the first line is logged: most managers of programs never log one. */
    private static final class Lines extends EncoderBase<ILoggingEvent> {
        /** Whole once it is seen: many threads write lines. */
        private volatile @Nullable PatternLayoutEncoder pattern;

        @Override
        public byte[] encode(ILoggingEvent event) {
            PatternLayoutEncoder encoder = pattern;
            if (encoder == null) {
                encoder = new PatternLayoutEncoder();
                encoder.setContext(getContext());
                encoder.setPattern(PATTERN);
                encoder.start();
                pattern = encoder;
            }
            return encoder.encode(event);
        }

        @Override
        public byte @Nullable [] headerBytes() {
            return null;
        }

        @Override
        public byte @Nullable [] footerBytes() {
            return null;
        }
    }
}
