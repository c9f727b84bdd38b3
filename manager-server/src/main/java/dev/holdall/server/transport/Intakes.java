package dev.holdall.server.transport;

import dev.holdall.server.state.Limit;
import dev.holdall.server.state.Limits;
import dev.holdall.v1.Error;
import io.netty.channel.ChannelHandlerContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What all connections have sent that nobody can serve yet, and who has to go when it is too much: of the key that has most, the connection that
 * has most. So who has one key cannot have those cut off who have another, however many connections he opens. Thread-safe.
 */
final class Intakes {
    private final Limits limits;
    private final Refusals refusals;
    private final AtomicLong bytes = new AtomicLong();
    private final Set<Intake> holders = ConcurrentHashMap.newKeySet();
    /** They are told to go, and have not gone yet. */
    private final Set<Intake> going = new HashSet<>();

    Intakes(Limits limits, Refusals refusals) {
        this.limits = limits;
        this.refusals = refusals;
    }

    /** Of a connection; on its event loop. */
    Intake of(ChannelHandlerContext connection) {
        Intake known = Intake.of(connection.channel());
        return known != null ? known : new Intake(this, connection);
    }

    /** So many bytes are of a connection now, where it were others. */
    void changed(Intake intake, long before, long now) {
        long all = bytes.addAndGet(now - before);
        if (before == 0) {
            holders.add(intake);
        } else if (now == 0) {
            holders.remove(intake);
            gone(intake);
        }
        if (now > before && all > limits.of(Limit.INBOUND_BYTES)) {
            cutOff();
        }
    }

    private synchronized void gone(Intake intake) {
        going.remove(intake);
    }

    private void cutOff() {
        Map<Intake, Error> chosen = new HashMap<>();
        synchronized (this) {
            List<Holder> staying = staying();
            long all = staying.stream().mapToLong(Holder::bytes).sum();
            long most = limits.of(Limit.INBOUND_BYTES);
            for (Holder holder : staying) {
                if (all <= most) {
                    break;
                }
                chosen.put(holder.intake(), error(all));
                going.add(holder.intake());
                all -= holder.bytes();
            }
        }
        chosen.forEach((intake, error) -> {
            refusals.cutOff(intake.peer(), intake.key(), error);
            intake.cutOff(error);
        });
    }

    /** The one that is to go first is the first. */
    private List<Holder> staying() {
        List<Holder> staying = new ArrayList<>();
        Map<Object, Long> byOwner = new HashMap<>();
        for (Intake intake : holders) {
            if (!going.contains(intake)) {
                Holder holder = new Holder(intake, intake.owner(), intake.counted());
                staying.add(holder);
                byOwner.merge(holder.owner(), holder.bytes(), Long::sum);
            }
        }
        staying.sort(Comparator.<Holder>comparingLong(holder -> byOwner.getOrDefault(holder.owner(), 0L))
                .thenComparingLong(Holder::bytes)
                .reversed());
        return staying;
    }

    /** What a connection has, as long as somebody looks at it. */
    private record Holder(Intake intake, Object owner, long bytes) {}

    private Error error(long asked) {
        Error exceeded = limits.exceeded(Limit.INBOUND_BYTES, asked).error();
        return exceeded.toBuilder()
                .setMessage("requests have come in part, or their calls were not closed: " + exceeded.getMessage())
                .build();
    }

    /** How many there are of all. */
    long bytes() {
        return bytes.get();
    }
}
