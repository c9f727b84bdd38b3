package dev.holdall.client.plugin.host;

import com.google.protobuf.ByteString;

/**
 * An object that is kept between its calls.
 *
 * @param object what the plug-in made
 * @param state the state in which the manager has it
 */
record Hosted(Object object, ByteString state) {}
