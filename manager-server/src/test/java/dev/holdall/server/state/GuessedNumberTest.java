package dev.holdall.server.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdall.v1.Code;
import dev.holdall.v1.DeleteRequest;
import dev.holdall.v1.Error;
import dev.holdall.v1.ExplainRequest;
import dev.holdall.v1.Guard;
import dev.holdall.v1.HoldRequest;
import dev.holdall.v1.ListAppendRequest;
import dev.holdall.v1.ListSizeRequest;
import dev.holdall.v1.ListsGrpc;
import dev.holdall.v1.LocksGrpc;
import dev.holdall.v1.ObjectId;
import dev.holdall.v1.ObjectsGrpc;
import dev.holdall.v1.OpenListRequest;
import dev.holdall.v1.OpenLockRequest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Numbers of objects are counted; whoever can count is not thereby somebody who has a reference. */
class GuessedNumberTest {
    @RegisterExtension
    private final TestMachine machine = new TestMachine();

    private ObjectId secret;
    private ObjectId guessed;
    private TestSession owner;
    private TestSession stranger;

    @BeforeEach
    void open() {
        owner = machine.open();
        secret = list(owner, "");
        // A session under a key for other names; nobody ever gave it a reference. It makes one object, and so learns
        // the epoch.
        stranger = machine.under(Permits.of("ci", Role.WRITE, "ci/*")).open();
        guessed =
                list(stranger, "ci/x").toBuilder().setNumber(secret.getNumber()).build();
    }

    private static ObjectId list(TestSession session, String name) {
        return session.call(
                        ListsGrpc.getOpenMethod(),
                        OpenListRequest.newBuilder().setName(name).build())
                .getId();
    }

    private Error sizeRefused(ObjectId id) {
        return stranger.refused(
                ListsGrpc.getSizeMethod(),
                ListSizeRequest.newBuilder().setList(id).build());
    }

    @Test
    void an_unnamed_object_of_others_is_not_reached_by_counting() {
        assertThat(guessed).isNotEqualTo(secret);
        for (ObjectId id : new ObjectId[] {
            guessed,
            guessed.toBuilder().clearCheck().build(),
            guessed.toBuilder().setCheck(-1).build()
        }) {
            assertThat(sizeRefused(id).getCode()).isEqualTo(Code.NO_SUCH_OBJECT);
        }
        assertThat(stranger.refused(
                                ObjectsGrpc.getHoldMethod(),
                                HoldRequest.newBuilder().addObjects(guessed).build())
                        .getCode())
                .isEqualTo(Code.NO_SUCH_OBJECT);
        assertThat(stranger.refused(
                                ObjectsGrpc.getExplainMethod(),
                                ExplainRequest.newBuilder().setObject(guessed).build())
                        .getCode())
                .isEqualTo(Code.NO_SUCH_OBJECT);
    }

    @Test
    void nor_deleted() {
        DeleteRequest delete = DeleteRequest.newBuilder().setId(guessed).build();
        assertThat(stranger.call(ObjectsGrpc.getDeleteMethod(), delete).getDeleted())
                .isFalse();
        assertThat(machine.exists(secret)).isTrue();
    }

    @Test
    void nor_kept_alive_or_let_go() {
        stranger.call(
                ListsGrpc.getAppendMethod(),
                ListAppendRequest.newBuilder()
                        .setList(list(stranger, "ci/x"))
                        .setElement(Elements.of(guessed, ListsGrpc.SERVICE_NAME))
                        .build());
        owner.release(guessed, 1);
        assertThat(machine.exists(secret)).isTrue();
        owner.release(secret, 1);
        machine.collect();
        assertThat(machine.exists(secret)).isFalse();
    }

    @Test
    void a_refusal_does_not_tell_whether_there_is_such_a_number() {
        String there = sizeRefused(guessed).getMessage();
        owner.release(secret, 1);
        machine.collect();
        assertThat(sizeRefused(guessed).getMessage()).isEqualTo(there);
        long never = 1_000_000;
        assertThat(sizeRefused(guessed.toBuilder().setNumber(never).build()).getMessage())
                .isEqualTo(there.replace("number " + secret.getNumber(), "number " + never));
    }

    @Test
    void whoever_was_given_the_reference_has_it() {
        assertThat(stranger.call(
                                ListsGrpc.getSizeMethod(),
                                ListSizeRequest.newBuilder().setList(secret).build())
                        .getSize())
                .isZero();
    }

    @Test
    void a_guard_of_a_guessed_lock_is_answered_as_one_of_a_lock_that_is_gone() {
        ObjectId lock = owner.call(
                        LocksGrpc.getOpenMethod(),
                        OpenLockRequest.newBuilder().setName("theirs").build())
                .getId();
        ObjectId guess = lock.toBuilder().setCheck(guessed.getCheck()).build();
        Error there = guarded(guess);
        assertThat(there.getCode()).isEqualTo(Code.STALE_GUARD);
        owner.call(
                ObjectsGrpc.getDeleteMethod(),
                DeleteRequest.newBuilder().setId(lock).build());
        assertThat(guarded(guess)).isEqualTo(there);
    }

    @Test
    void who_may_not_call_at_all_hears_that_whatever_the_guard() {
        stranger = machine.under(Permits.of("eyes", Role.READ)).open();
        ListAppendRequest append = ListAppendRequest.newBuilder()
                .setList(secret)
                .setElement(Elements.of("a"))
                .build();
        Guard guard = Guard.newBuilder().setLock(guessed).setToken(1).build();
        assertThat(stranger.start(ListsGrpc.getAppendMethod(), append, guard)
                        .error()
                        .getCode())
                .isEqualTo(Code.PERMISSION_DENIED);
    }

    private Error guarded(ObjectId lock) {
        ListSizeRequest size =
                ListSizeRequest.newBuilder().setList(list(stranger, "ci/x")).build();
        Guard guard = Guard.newBuilder().setLock(lock).setToken(1).build();
        return stranger.start(ListsGrpc.getSizeMethod(), size, guard).error();
    }
}
