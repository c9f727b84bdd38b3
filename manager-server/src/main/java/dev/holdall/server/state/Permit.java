package dev.holdall.server.state;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.holdall.server.state.snapshot.SnapshotReader;
import dev.holdall.server.state.snapshot.SnapshotWriter;
import dev.holdall.v1.Code;
import java.util.ArrayList;
import java.util.List;

/**
 * Under which key a session or a unary call came, and what that allows: the one place where this is decided. A call is refused before it
 * runs, and changes nothing.
 *
 * <p>Names are what patterns protect: an object without a name is open to whoever has a reference to it, which nobody can guess.
 *
 * @param key the key's name
 * @param secretId which of the key's secrets it was, by its id
 * @param role what it is good for
 * @param names patterns of the names of objects that it is for; none: all
 */
public record Permit(String key, ByteString secretId, Role role, NamePatterns names) {
    /** The manager's own doing. */
    static final Permit MANAGER = new Permit("", ByteString.EMPTY, Role.ADMIN, List.of());

    /** @param names the texts of the patterns */
    public Permit(String key, ByteString secretId, Role role, List<String> names) {
        this(key, secretId, role, new NamePatterns(names));
    }

    /** Whether all objects are open to it. */
    boolean isForAll() {
        return names.isEmpty();
    }

    /** Whether it is good for what concerns the manager as a whole, so that nothing is kept from it. */
    boolean seesAll() {
        return role.includes(Role.ADMIN) && isForAll();
    }

    private boolean isFor(String name) {
        return isFor(name, new Effort(Long.MAX_VALUE));
    }

    private boolean isFor(String name, Effort effort) {
        return isForAll() || names.matchAny(name, effort);
    }

    /** Whether an object is open to it. */
    boolean isFor(ObjectStore.Entry entry) {
        return entry.name.isEmpty() || isFor(entry.name);
    }

    /** Whether an object that has a name is open to it, and at what cost. */
    boolean isFor(ObjectStore.Entry entry, Effort effort) {
        return isFor(entry.name, effort);
    }

    /**
     * Refuses a call whose method needs another role, or that refers to an object that is not open to the key: the ones that it is about and
     * those in the elements that it brings, which somebody else might be made to use.
     */
    <Q extends Message> void admit(Method<Q, ?> method, Q request, ObjectStore store) {
        Role needed = method.traits().getAdmin() ? Role.ADMIN : method.isForReaders() ? Role.READ : Role.WRITE;
        if (!role.includes(needed)) {
            throw denied("has the role " + role + ", and " + method + " needs " + needed);
        }
        if (isForAll()) {
            return;
        }
        if (method.traits().getAdmin()) {
            throw denied("is for the names " + names + ", and " + method + " tells of all objects");
        }
        method.objectsInRequest(request, id -> {
            ObjectStore.Entry entry = store.find(id);
            if (entry != null) {
                admit(entry);
            }
        });
    }

    /** Refuses an object that is not open to the key. */
    void admit(ObjectStore.Entry entry) {
        if (!isFor(entry)) {
            // Without its name, which whoever has nothing but its number is not to learn.
            throw denied("is for the names " + names + ", and the object number " + entry.number + " has another one");
        }
    }

    /** Refuses a name that the key is not for, whether there is such an object or not. */
    void admitName(String name) {
        if (!isFor(name)) {
            throw denied("is for the names " + names + ", not for '" + name + "'");
        }
    }

    /** Refuses to make an object. */
    void admitNew(String name) {
        if (!role.includes(Role.WRITE)) {
            throw denied("has the role " + role + ", and making "
                    + (name.isEmpty() ? "an object" : "the object '" + name + "', which is not there,")
                    + " needs " + Role.WRITE);
        }
    }

    private Refusal denied(String why) {
        return new Refusal(Code.PERMISSION_DENIED, "the key '" + key + "' " + why);
    }

    void save(SnapshotWriter out) {
        out.string(key);
        out.bytes(secretId);
        out.number(role.ordinal());
        out.number(names.texts().size());
        names.texts().forEach(out::string);
    }

    static Permit load(SnapshotReader in) {
        String key = in.string();
        ByteString secretId = in.bytes();
        Role role = Role.values()[(int) in.number()];
        List<String> names = new ArrayList<>();
        for (long left = in.number(); left > 0; left--) {
            names.add(in.string());
        }
        return new Permit(key, secretId, role, names);
    }
}
