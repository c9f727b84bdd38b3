package dev.holdall.client.session;

import java.util.List;

/** Who calls and from where, for people who look who waits for what. */
final class CallSite {
    private static final int MOST_OF_A_THREAD_NAME = 64;
    private static final int MOST_OF_A_SITE = 128;

    /** What lies between the program and its call: this library, the stubs and what they run on, and the JDK's own ways to call back. */
    private static final List<String> BETWEEN =
            List.of("dev.holdall.client.", "dev.holdall.v1.", "io.grpc.", "com.google.common.", "java.", "jdk.");

    private CallSite() {}

    /** The name of the thread that calls, cut short. */
    static String threadName() {
        String name = Thread.currentThread().getName();
        return name.length() <= MOST_OF_A_THREAD_NAME ? name : name.substring(0, MOST_OF_A_THREAD_NAME);
    }

    /** The first frame of the program, {@code Class.method(File:line)}; of a long one the end, which tells most. Empty if there is none. */
    static String current() {
        String site = StackWalker.getInstance()
                .walk(frames -> frames.filter(frame -> isOfProgram(frame.getClassName()))
                        .findFirst()
                        .map(frame -> frame.getClassName() + "." + frame.getMethodName() + "(" + frame.getFileName()
                                + ":" + frame.getLineNumber() + ")")
                        .orElse(""));
        return site.length() <= MOST_OF_A_SITE ? site : site.substring(site.length() - MOST_OF_A_SITE);
    }

    private static boolean isOfProgram(String className) {
        return BETWEEN.stream().noneMatch(className::startsWith);
    }
}
