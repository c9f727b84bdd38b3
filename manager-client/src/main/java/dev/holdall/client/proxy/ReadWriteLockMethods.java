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
import dev.holdall.v1.ReadWriteLocksGrpc;
import dev.holdall.v1.ReadWriteLocksGrpc.ReadWriteLocksFutureStub;
import io.grpc.Channel;

/** One of the two locks that a lock for reading and writing is, as the service serves it. */
enum ReadWriteLockMethods implements LockMethods<ReadWriteLocksFutureStub> {
    READING {
        @Override
        public boolean isReading() {
            return true;
        }

        @Override
        public ListenableFuture<LockAcquireReply> acquire(ReadWriteLocksFutureStub stub, LockAcquireRequest request) {
            return stub.acquireRead(request);
        }

        @Override
        public ListenableFuture<LockReleaseReply> release(ReadWriteLocksFutureStub stub, LockReleaseRequest request) {
            return stub.releaseRead(request);
        }

        @Override
        public ListenableFuture<LockHoldReply> hold(ReadWriteLocksFutureStub stub, LockHoldRequest request) {
            return stub.holdRead(request);
        }
    },

    WRITING {
        @Override
        public ListenableFuture<LockAcquireReply> acquire(ReadWriteLocksFutureStub stub, LockAcquireRequest request) {
            return stub.acquireWrite(request);
        }

        @Override
        public ListenableFuture<LockReleaseReply> release(ReadWriteLocksFutureStub stub, LockReleaseRequest request) {
            return stub.releaseWrite(request);
        }

        @Override
        public ListenableFuture<LockHoldReply> hold(ReadWriteLocksFutureStub stub, LockHoldRequest request) {
            return stub.holdWrite(request);
        }
    };

    @Override
    public ReadWriteLocksFutureStub stub(Channel channel) {
        return ReadWriteLocksGrpc.newFutureStub(channel);
    }

    @Override
    public ListenableFuture<LockStateReply> state(ReadWriteLocksFutureStub stub, LockStateRequest request) {
        return stub.state(request);
    }

    @Override
    public ListenableFuture<OpenConditionReply> openCondition(
            ReadWriteLocksFutureStub stub, OpenConditionRequest request) {
        return stub.openCondition(request);
    }

    @Override
    public ListenableFuture<LockAwaitReply> await(ReadWriteLocksFutureStub stub, LockAwaitRequest request) {
        return stub.await(request);
    }

    @Override
    public ListenableFuture<LockSignalReply> signal(ReadWriteLocksFutureStub stub, LockSignalRequest request) {
        return stub.signal(request);
    }
}
