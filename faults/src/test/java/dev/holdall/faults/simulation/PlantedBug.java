package dev.holdall.faults.simulation;

import static net.bytebuddy.matcher.ElementMatchers.isConstructor;
import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.takesArguments;

import dev.holdall.server.state.StateSabotage;
import dev.holdall.server.type.TypeSabotage;
import java.lang.instrument.Instrumentation;
import net.bytebuddy.agent.ByteBuddyAgent;
import net.bytebuddy.agent.builder.AgentBuilder;
import net.bytebuddy.agent.builder.AgentBuilder.RedefinitionStrategy;
import net.bytebuddy.agent.builder.ResettableClassFileTransformer;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.matcher.ElementMatcher;

/** One mistake each, of those that systems of this kind are made with: planted into one method of the real code while a test runs. */
enum PlantedBug {
    /** A session that is resumed has not seen its last call, which takes effect once more. */
    NO_DEDUPLICATION("state.Session", named("attach"), NoDeduplication.class),
    /** A client acknowledges what arrives, and not what somebody received. */
    EARLY_ACKNOWLEDGEMENT("dev.holdall.client.session.Exchange", isConstructor(), EarlyAcknowledgement.class),
    /** What nobody received stays away from its queue. */
    TAKE_NOT_RETURNED("type.QueueReturns", named("giveBack"), Skipped.class),
    /** Who has been served stays in the line. */
    WAITER_WOKEN_TWICE("state.CallRunner", named("leave"), WaiterWokenTwice.class),
    /** Where two wait, neither is woken. */
    LOST_WAKE_UP("state.Waiters", named("wake").and(takesArguments(2)), LostWakeUp.class),
    /** A session ends, and keeps its lock. */
    LOCK_KEPT_AFTER_SESSION("type.Monitor", named("sessionEnded"), Skipped.class),
    /** Two who hold a lock one after the other have the same token. */
    TOKEN_REUSED("state.CallContext", named("nextToken"), TokenReused.class),
    /** A reply that is not acknowledged is forgotten with those that are. */
    REPLY_FORGOTTEN_TOO_EARLY("state.Session", named("acknowledge").and(takesArguments(1)), ReplyForgotten.class),
    /** A call is withdrawn when it has been granted: what it was granted cannot go back any more. */
    CANCEL_RACES_GRANT("state.CallRunner", named("withdraw"), CancelRacesGrant.class),
    /** Whether there is room for an element is asked when it is there. */
    QUOTA_AFTER_CHANGE("type.ListType", named("append"), QuotaAfterChange.class);

    private final String type;
    private final ElementMatcher<? super MethodDescription> method;
    private final Class<?> advice;

    /** @param type its full name, or that within the server */
    PlantedBug(String type, ElementMatcher<? super MethodDescription> method, Class<?> advice) {
        this.type = type.startsWith("dev.") ? type : "dev.holdall.server." + type;
        this.method = method;
        this.advice = advice;
    }

    /** A bug that is there until it is closed. */
    record Planted(Instrumentation jvm, ResettableClassFileTransformer transformer) implements AutoCloseable {
        @Override
        public void close() {
            if (!transformer.reset(jvm, RedefinitionStrategy.RETRANSFORMATION)) {
                throw new IllegalStateException("the bug cannot be taken out again");
            }
        }
    }

    /** Plants it. */
    Planted plant() {
        Instrumentation jvm = ByteBuddyAgent.install();
        return new Planted(
                jvm,
                new AgentBuilder.Default()
                        .disableClassFormatChanges()
                        .with(RedefinitionStrategy.RETRANSFORMATION)
                        .type(named(type))
                        .transform((builder, described, loader, module, domain) ->
                                builder.visit(Advice.to(advice).on(method)))
                        .installOn(jvm));
    }

    // The methods' new beginnings and ends -----------------------------------------------------------------------

    static final class Skipped {
        @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
        static boolean enter() {
            return true;
        }
    }

    static final class NoDeduplication {
        @Advice.OnMethodExit
        static void exit(@Advice.This Object session) {
            StateSabotage.forgetLastCall(session);
        }
    }

    static final class EarlyAcknowledgement {
        @Advice.OnMethodEnter
        static void enter(@Advice.Argument(value = 4, readOnly = false) boolean receipted) {
            receipted = false;
        }
    }

    static final class WaiterWokenTwice {
        @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
        static boolean enter(@Advice.Argument(0) Object waiter) {
            return StateSabotage.stays(waiter);
        }
    }

    static final class LostWakeUp {
        @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
        static boolean enter(@Advice.This Object waiters, @Advice.Argument(0) Object place) {
            return StateSabotage.losesWakeUp(waiters, place);
        }
    }

    static final class TokenReused {
        @Advice.OnMethodExit
        static void exit(@Advice.Return(readOnly = false) long token) {
            token = (token + 1) / 2;
        }
    }

    static final class ReplyForgotten {
        @Advice.OnMethodExit
        static void exit(@Advice.This Object session) {
            StateSabotage.forgetReply(session);
        }
    }

    static final class CancelRacesGrant {
        @Advice.OnMethodEnter
        static void enter(@Advice.FieldValue("sessions") Object sessions, @Advice.Argument(0) Object call) {
            StateSabotage.dropGrant(sessions, call);
        }
    }

    static final class QuotaAfterChange {
        @Advice.OnMethodEnter
        static void enter(@Advice.Argument(0) Object elements, @Advice.Argument(1) Object request) {
            TypeSabotage.append(elements, request);
        }

        @Advice.OnMethodExit
        static void exit(@Advice.Argument(0) Object elements) {
            TypeSabotage.removeLast(elements);
        }
    }
}
