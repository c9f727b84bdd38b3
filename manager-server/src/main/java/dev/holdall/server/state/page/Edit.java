package dev.holdall.server.state.page;

/**
 * The mark by which a container knows the nodes that are its own.
 *
 * <p>A node carries the mark of the container that made it, and only that container may change it in place. A snapshot
 * shares all nodes, so it and its original both get new marks: from then on neither owns a node, and each copies one
 * before its first change of it. This costs nothing when the snapshot is taken and one comparison at each write.
 */
final class Edit {}
