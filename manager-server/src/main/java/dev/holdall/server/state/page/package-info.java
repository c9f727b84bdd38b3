/**
 * The containers that every type of the manager is made of: lists, logs ordered by number, and dicts.
 *
 * <p>They keep byte strings in pages, and a page is copied before its first change after a snapshot. So a snapshot of a
 * container of any size costs next to nothing, and everything that needs to look at one moment of an object while it is
 * being changed rests on it: saving the state while serving, iteration page by page, rolling back an atomic block. Pages
 * also save memory: an object for each element would cost 24 bytes more each, and a slice of a network frame would pin
 * the whole frame.
 *
 * <p>Bytes come in as {@link com.google.protobuf.ByteString} and are copied into a page, once; they are copied out again
 * when they are read, so nobody outside ever holds a view of a page. What the bytes mean is not known here: elements are
 * equal when their bytes are. The containers know no thread, no clock and no I/O; equal calls give equal results on every
 * machine, and {@code save} writes equal bytes for equal content, whatever pages it happens to lie in.
 *
 * <p>A container belongs to one thread at a time. A container and its snapshot may belong to two threads once the
 * snapshot has been handed over safely, because pages that both can reach are never written.
 *
 * <p>To read: {@link dev.holdall.server.state.page.Page} (bytes of many elements),
 * {@link dev.holdall.server.state.page.Leaf} and {@link dev.holdall.server.state.page.Branch} (the nodes of a tree),
 * {@link dev.holdall.server.state.page.PageTree} (splits, merges, copies before a write), then the containers over it:
 * {@link dev.holdall.server.state.page.PagedList}, {@link dev.holdall.server.state.page.PagedLog} and, with
 * {@link dev.holdall.server.state.page.HashIndex}, {@link dev.holdall.server.state.page.PagedDict}.
 */
@NullMarked
package dev.holdall.server.state.page;

import org.jspecify.annotations.NullMarked;
