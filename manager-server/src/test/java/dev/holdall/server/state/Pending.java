package dev.holdall.server.state;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import dev.holdall.v1.Error;
import dev.holdall.v1.Reply;
import io.grpc.MethodDescriptor;
import java.util.List;

/** A call that was made, and what came back: nothing as long as it is parked. */
public final class Pending<R extends Message> {
    private final MethodDescriptor<?, R> method;
    private final CallId id;
    private final List<Reply> answers;

    Pending(MethodDescriptor<?, R> method, CallId id, List<Reply> answers) {
        this.method = method;
        this.id = id;
        this.answers = answers;
    }

    public long seq() {
        return id.seq();
    }

    public boolean isParked() {
        return answers.isEmpty();
    }

    /** How often it was answered. */
    public int answers() {
        return answers.size();
    }

    /** The answer; fails if it is not the only one. */
    public Reply answer() {
        assertThat(answers)
                .as("answers of %s %s", method.getFullMethodName(), id)
                .hasSize(1);
        return answers.get(0);
    }

    /** The reply; fails if the call is parked or was refused. */
    public R reply() {
        Reply answer = answer();
        assertThat(answer.hasError())
                .as("%s is refused: %s", method.getFullMethodName(), answer.getError())
                .isFalse();
        return method.parseResponse(answer.getReply().newInput());
    }

    /** The error; fails if the call is parked or was done. */
    public Error error() {
        Reply answer = answer();
        assertThat(answer.hasError())
                .as("%s is done: %s", method.getFullMethodName(), answer)
                .isTrue();
        return answer.getError();
    }
}
