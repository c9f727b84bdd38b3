/**
 * What somebody writes who adds a type of shared object: an interface that extends {@link dev.holdall.client.plugin.PluginObject}, and a
 * {@link dev.holdall.client.plugin.PluginType} that makes objects of it. Nothing else of Holdall is touched.
 *
 * <p>Both stand in a jar that the manager is given; clients need the interface only. The code runs in a process of its own beside the
 * manager: see {@code dev.holdall.client.plugin.host}.
 */
@NullMarked
package dev.holdall.client.plugin;

import org.jspecify.annotations.NullMarked;
