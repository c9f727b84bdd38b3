package dev.holdall.client.proxy;

import dev.holdall.client.call.Calls;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;

/** Asks many at once which of them are ready. */
final class Readiness {
    private Readiness() {}

    /** Those that say that they are, once all have answered. */
    static <T> List<T> among(List<T> all, Function<T, CompletableFuture<Boolean>> ask) throws InterruptedException {
        List<CompletableFuture<Boolean>> answers = all.stream().map(ask).toList();
        try {
            await(CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)));
        } finally {
            cancel(answers);
        }
        return ready(all, answers);
    }

    /** Those that say that they are as soon as one does; none if none does. */
    static <T> List<T> firstAmong(List<T> all, Function<T, CompletableFuture<Boolean>> ask)
            throws InterruptedException {
        List<CompletableFuture<Boolean>> answers = all.stream().map(ask).toList();
        CompletableFuture<Void> none = CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new));
        CompletableFuture<Void> some = new CompletableFuture<>();
        for (CompletableFuture<Boolean> answer : answers) {
            answer.whenComplete((ready, failure) -> {
                if (failure != null) {
                    some.completeExceptionally(failure);
                } else if (ready) {
                    some.complete(null);
                }
            });
        }
        try {
            await(CompletableFuture.anyOf(some, none));
        } finally {
            cancel(answers);
        }
        return ready(all, answers);
    }

    private static void cancel(List<CompletableFuture<Boolean>> answers) {
        // Those that have answered stay as they are.
        answers.forEach(answer -> answer.cancel(true));
    }

    private static void await(CompletableFuture<?> future) throws InterruptedException {
        try {
            future.get();
        } catch (ExecutionException e) {
            Calls.join(future);
        }
    }

    private static <T> List<T> ready(List<T> all, List<CompletableFuture<Boolean>> answers) {
        List<T> ready = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            if (isTrue(answers.get(i))) {
                ready.add(all.get(i));
            }
        }
        return ready;
    }

    private static boolean isTrue(CompletableFuture<Boolean> answer) {
        return answer.isDone() && !answer.isCompletedExceptionally() && answer.join();
    }
}
