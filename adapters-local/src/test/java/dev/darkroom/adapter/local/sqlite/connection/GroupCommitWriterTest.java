package dev.darkroom.adapter.local.sqlite.connection;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darkroom.domain.model.StorageException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GroupCommitWriterTest {
    @TempDir
    Path folder;

    private Path file;
    private Sqlite sqlite;
    private Sqlite reader;
    private GroupCommitWriter writer;
    private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();

    /** The writer stays in a change until this opens. */
    private final CountDownLatch gate = new CountDownLatch(1);

    private Future<Integer> blocked = CompletableFuture.completedFuture(0);

    @BeforeEach
    void open() throws SQLException {
        file = folder.resolve("test.db");
        sqlite = Sqlite.openWriter(file);
        sqlite.execute("CREATE TABLE t (n INTEGER PRIMARY KEY, bytes BLOB)");
        reader = Sqlite.openReader(file);
        writer = new GroupCommitWriter(sqlite);
    }

    @AfterEach
    void close() throws Exception {
        gate.countDown();
        blocked.get();
        callers.close();
        writer.close();
        reader.close();
    }

    private static GroupCommitWriter.Change<Integer> insert(int n) {
        return c -> c.update("INSERT INTO t (n) VALUES (?)", n);
    }

    private static GroupCommitWriter.Change<Integer> insertLarge(int n) {
        return c -> c.update("INSERT INTO t (n, bytes) VALUES (?, zeroblob(10000000))", n);
    }

    /** Starts a transaction that lasts until the gate opens. */
    private void blockTheWriter() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        blocked = callers.submit(() -> writer.run(_ -> {
            begun.countDown();
            try {
                gate.await();
            } catch (InterruptedException e) {
                // close() interrupts the writer; the change succeeds anyway.
            }
            return 0;
        }));
        begun.await();
    }

    /** Submits calls and returns when all are queued. */
    private <T> List<Future<T>> submit(List<Callable<T>> calls) {
        List<Future<T>> answers = calls.stream().map(callers::submit).toList();
        while (writer.waiting() < calls.size()) {
            Thread.onSpinWait();
        }
        return answers;
    }

    private List<Future<Integer>> submitChanges(List<GroupCommitWriter.Change<Integer>> changes) {
        return submit(changes.stream()
                .<Callable<Integer>>map(change -> () -> writer.run(change))
                .toList());
    }

    private List<String> rows() throws SQLException {
        return List
                .of(reader.text("SELECT coalesce(group_concat(n, ' '), '') FROM (SELECT n FROM t ORDER BY n)")
                        .split(" "));
    }

    @Test
    void queuedChangesAreCommittedTogether() throws Exception {
        blockTheWriter();
        List<GroupCommitWriter.Change<Integer>> changes = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            changes.add(insert(i));
        }
        List<Future<Integer>> answers = submitChanges(changes);

        gate.countDown();

        for (Future<Integer> answer : answers) {
            assertThat(answer.get()).isEqualTo(1);
        }
        assertThat(writer.commits()).isEqualTo(2);
        assertThat(rows()).hasSize(100);
    }

    @Test
    void changeThatFailsIsUndoneAndTheOthersSucceed() throws Exception {
        blockTheWriter();
        List<Future<Integer>> answers = submitChanges(List.of(
                insert(1),
                c -> {
                    insert(2).apply(c);
                    throw new IllegalArgumentException("no");
                },
                c -> insert(3).apply(c) + insert(3).apply(c),
                insert(4)));

        gate.countDown();

        assertThat(answers.get(0).get()).isEqualTo(1);
        assertThatThrownBy(() -> answers.get(1).get())
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(IllegalStateException.class)
                .hasRootCauseMessage("no");
        assertThatThrownBy(() -> answers.get(2).get())
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(StorageException.Corrupted.class);
        assertThat(answers.get(3).get()).isEqualTo(1);
        assertThat(rows()).containsExactly("1", "4");
    }

    @Test
    void committedChangeIsVisibleToOtherConnections() throws SQLException {
        writer.run(insert(7));

        assertThat(rows()).containsExactly("7");
    }

    @Test
    void fullDiskIsUnavailableUntilThereIsSpace() throws SQLException {
        sqlite.text("PRAGMA max_page_count = 10");
        writer.run(insert(1));

        assertThatThrownBy(() -> writer.run(insertLarge(2))).isInstanceOf(StorageException.Unavailable.class);
        assertThat(rows()).containsExactly("1");

        sqlite.text("PRAGMA max_page_count = 100000");
        writer.run(insertLarge(2));
        assertThat(rows()).containsExactly("1", "2");
    }

    @Test
    void callsOfAGroupThatFillsTheDiskSucceedOnlyIfTheirRowsExist() throws Exception {
        sqlite.text("PRAGMA max_page_count = 10");
        blockTheWriter();
        List<Future<Integer>> answers = submitChanges(List.of(insert(1), insertLarge(2), insert(3)));

        gate.countDown();

        List<String> answered = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            try {
                answers.get(i).get();
                answered.add(Integer.toString(i + 1));
            } catch (ExecutionException e) {
                assertThat(e).hasCauseInstanceOf(StorageException.Unavailable.class);
            }
        }
        assertThat(answered).doesNotContain("2");
        assertThat(rows().stream().filter(row -> !row.isEmpty())).containsExactlyElementsOf(answered);
    }

    @Test
    void transactionThatSqliteRollsBackFailsForItsWholeGroup() throws Exception {
        blockTheWriter();
        List<Future<Integer>> answers = submitChanges(List.of(
                insert(1),
                c -> {
                    // SQLite does this itself on some I/O errors.
                    c.execute("ROLLBACK");
                    throw new SQLException("disk I/O error");
                },
                insert(3)));

        gate.countDown();

        for (Future<Integer> answer : answers) {
            assertThatThrownBy(answer::get)
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(StorageException.Unavailable.class);
        }
        writer.run(insert(4));
        assertThat(rows()).containsExactly("4");
    }

    @Test
    void databaseLockedByAnotherConnectionIsUnavailableUntilItIsReleased() throws SQLException {
        sqlite.execute("PRAGMA busy_timeout = 0");
        try (Sqlite other = Sqlite.openWriter(file)) {
            other.execute("BEGIN IMMEDIATE");
            assertThatThrownBy(() -> writer.run(insert(1))).isInstanceOf(StorageException.Unavailable.class);
            other.execute("ROLLBACK");
        }

        writer.run(insert(2));
        assertThat(rows()).containsExactly("2");
    }

    @Test
    void interruptedCallReturnsAndItsChangeIsNotApplied() throws Exception {
        blockTheWriter();
        AtomicReference<Thread> caller = new AtomicReference<>();
        Future<Boolean> interrupted = submit(List.<Callable<Boolean>>of(() -> {
            caller.set(Thread.currentThread());
            assertThatThrownBy(() -> writer.run(insert(1))).isInstanceOf(StorageException.Unavailable.class);
            return Thread.interrupted();
        }))
                .getFirst();

        requireNonNull(caller.get()).interrupt();

        assertThat(interrupted.get()).isTrue();
        gate.countDown();
        writer.run(insert(2));
        assertThat(rows()).containsExactly("2");
    }

    @Test
    void closeAppliesQueuedChangesAndRefusesLaterOnes() throws Exception {
        blockTheWriter();
        List<Future<Integer>> answers = submitChanges(List.of(insert(1), insert(2)));

        writer.close();

        for (Future<Integer> answer : answers) {
            assertThat(answer.get()).isEqualTo(1);
        }
        assertThat(rows()).containsExactly("1", "2");
        assertThatThrownBy(() -> writer.run(insert(3))).isInstanceOf(StorageException.Unavailable.class);
    }
}
