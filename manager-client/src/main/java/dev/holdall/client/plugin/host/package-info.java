/**
 * The plug-in host: the process in which plug-in code runs. The manager starts it, as its child, and replaces it when it ends; it connects
 * to the manager as every client does.
 *
 * <p>{@link dev.holdall.client.plugin.host.PluginHost} takes tasks from the manager, runs each on a thread of its own, and answers with
 * the result and the object's new state. It keeps objects between calls as long as it can be sure that they are in the state that the
 * manager has. When a call exceeds its time, the process ends, since a thread cannot be stopped.
 */
@NullMarked
package dev.holdall.client.plugin.host;

import org.jspecify.annotations.NullMarked;
