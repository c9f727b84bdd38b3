package dev.holdall.client.proxy;

import com.google.common.util.concurrent.ListenableFuture;
import dev.holdall.v1.LockAcquireReply;
import dev.holdall.v1.LockAcquireRequest;
import dev.holdall.v1.LockAwaitReply;
import dev.holdall.v1.LockAwaitRequest;
import dev.holdall.v1.LockHoldReply;
import dev.holdall.v1.LockHoldRequest;
import dev.holdall.v1.LockReleaseReply;
import dev.holdall.v1.LockReleaseRequest;
import dev.holdall.v1.LockSignalReply;
import dev.holdall.v1.LockSignalRequest;
import dev.holdall.v1.LockStateReply;
import dev.holdall.v1.LockStateRequest;
import dev.holdall.v1.OpenConditionReply;
import dev.holdall.v1.OpenConditionRequest;
import io.grpc.Channel;

/**
 * The methods of a service that serves locks, under one roof: see {@code locking.proto}.
 *
 * @param <S> the service's stub
 */
interface LockMethods<S> {
    /** Whether it is held for reading, so that others can have it at the same time. */
    default boolean isReading() {
        return false;
    }

    S stub(Channel channel);

    ListenableFuture<LockAcquireReply> acquire(S stub, LockAcquireRequest request);

    ListenableFuture<LockReleaseReply> release(S stub, LockReleaseRequest request);

    ListenableFuture<LockHoldReply> hold(S stub, LockHoldRequest request);

    ListenableFuture<LockStateReply> state(S stub, LockStateRequest request);

    ListenableFuture<OpenConditionReply> openCondition(S stub, OpenConditionRequest request);

    ListenableFuture<LockAwaitReply> await(S stub, LockAwaitRequest request);

    ListenableFuture<LockSignalReply> signal(S stub, LockSignalRequest request);
}
