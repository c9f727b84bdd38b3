package dev.holdall.server.state;

import com.google.protobuf.ByteString;

/**
 * What a reply hands over, so that it can go back.
 *
 * @param object the number of the object that it came from
 * @param what in the words of the object's type
 */
record Grant(long object, ByteString what) {}
