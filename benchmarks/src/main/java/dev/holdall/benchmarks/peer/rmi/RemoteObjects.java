package dev.holdall.benchmarks.peer.rmi;

import java.rmi.Remote;
import java.rmi.RemoteException;
import org.jspecify.annotations.Nullable;

/** What a program would write by itself: a remote object with a map, a counter, a list and a queue. */
interface RemoteObjects extends Remote {
    void put(String key, byte[] value) throws RemoteException;

    byte @Nullable [] get(String key) throws RemoteException;

    long add() throws RemoteException;

    void append(byte[] element) throws RemoteException;

    void offer(byte[] element) throws RemoteException;

    byte @Nullable [] poll() throws RemoteException;

    /** Waits in a thread of the server. */
    byte[] take() throws RemoteException, InterruptedException;

    void reset(String[] keys, byte[] value) throws RemoteException;
}
