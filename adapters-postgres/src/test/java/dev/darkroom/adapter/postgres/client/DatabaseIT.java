package dev.darkroom.adapter.postgres.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.darkroom.adapter.postgres.testkit.FaultyWire;
import dev.darkroom.adapter.postgres.testkit.LocalPostgres;
import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.testkit.contract.AtOnce;
import dev.darkroom.domain.testkit.fixture.FullTier;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;
import org.slf4j.LoggerFactory;

class DatabaseIT {
    private static PostgresSettings settings;
    private static Database database;

    @BeforeAll
    static void open() {
        settings = LocalPostgres.shared().migratedDatabase();
        database = new Database(settings);
    }

    @AfterAll
    static void close() {
        if (database != null) {
            database.close();
        }
    }

    private static void execute(String sql) {
        LocalPostgres.shared().execute(settings.database(), sql);
    }

    private static String setting(Database any, String name) {
        return any.statement(session -> session.row("SHOW " + name, row -> row.getString(1)).orElseThrow());
    }

    @Test
    void sessionsHaveTimeLimitsReadCommittedAndOnePlanForAStatement() {
        execute("ALTER ROLE darkroom SET default_transaction_isolation = 'serializable'");
        try (Database other = new Database(settings)) {
            assertThat(setting(other, "transaction_isolation")).isEqualTo("read committed");
            assertThat(setting(other, "statement_timeout")).isEqualTo("8s");
            assertThat(setting(other, "lock_timeout")).isEqualTo("4s");
            assertThat(setting(other, "idle_in_transaction_session_timeout")).isEqualTo("10s");
            assertThat(setting(other, "plan_cache_mode")).isEqualTo("force_generic_plan");
        } finally {
            execute("ALTER ROLE darkroom RESET default_transaction_isolation");
        }
    }

    @Test
    void commitsAreDurableEvenIfTheDatabaseSaysOtherwise() {
        execute("ALTER DATABASE " + settings.database() + " SET synchronous_commit = off");
        try (Database other = new Database(settings)) {
            assertThat(setting(other, "synchronous_commit")).isEqualTo("on");
        } finally {
            execute("ALTER DATABASE " + settings.database() + " RESET synchronous_commit");
        }
    }

    @Test
    void connectionsAreCountedWhileTheyAreUsedAndAfterwards() {
        try (Database other = new Database(settings)) {
            assertThat(other.connections()).isEqualTo(new Connections(16, 0, 0, 0));

            assertThat(other.<Connections>statement(_ -> other.connections())).isEqualTo(new Connections(16, 1, 0, 0));

            assertThat(other.connections()).isEqualTo(new Connections(16, 0, 1, 0));
        }
    }

    /** Two transactions lock two rows in opposite order. The server ends one of them, and it runs again. */
    @Test
    void deadlockIsRepeated() throws Exception {
        execute("INSERT INTO usage (owner, used_bytes) VALUES ('deadlock-a', 0), ('deadlock-b', 0)");
        CyclicBarrier bothHaveOne = new CyclicBarrier(2);
        AtomicInteger attempts = new AtomicInteger();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> results = List.of(
                    threads.submit(() -> addInOrder("deadlock-a", "deadlock-b", bothHaveOne, attempts)),
                    threads.submit(() -> addInOrder("deadlock-b", "deadlock-a", bothHaveOne, attempts)));
            for (Future<Integer> result : results) {
                assertThat(result.get()).isOne();
            }
        }
        assertThat(attempts).hasValueGreaterThan(2);
        long sum = database.statement(session -> session.row(
                "SELECT sum(used_bytes) FROM usage WHERE owner LIKE 'deadlock-%'", row -> row.getLong(1))
                .orElseThrow());
        assertThat(sum).isEqualTo(4);
    }

    private static int addInOrder(String first, String second, CyclicBarrier bothHaveOne, AtomicInteger attempts) {
        return database.transaction(session -> {
            add(session, first);
            if (attempts.incrementAndGet() <= 2) {
                await(bothHaveOne);
            }
            return add(session, second);
        });
    }

    private static int add(Session session, String owner) throws SQLException {
        return session.update("UPDATE usage SET used_bytes = used_bytes + 1 WHERE owner = ?", owner);
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void await(CountDownLatch latch, Duration limit) {
        try {
            boolean _ = latch.await(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void conflictThatStaysIsBusy() {
        AtomicInteger attempts = new AtomicInteger();

        assertThatThrownBy(() -> database.transaction(session -> {
            attempts.incrementAndGet();
            session.script("DO $$ BEGIN RAISE EXCEPTION 'again' USING ERRCODE = '40001'; END $$");
            return true;
        })).isInstanceOf(StorageException.Unavailable.class).hasMessageContaining("is busy: again");
        assertThat(attempts).hasValue(6);
    }

    @Test
    void workIsRepeatedOnceAfterItsConnectionWasLost() {
        AtomicInteger attempts = new AtomicInteger();

        String result = database.transaction(session -> {
            if (attempts.incrementAndGet() == 1) {
                int backend = session.row("SELECT pg_backend_pid()", row -> row.getInt(1)).orElseThrow();
                execute("SELECT pg_terminate_backend(" + backend + ", 5000)");
            }
            return session.row("SELECT 'done'", row -> row.getString(1)).orElseThrow();
        });

        assertThat(result).isEqualTo("done");
        assertThat(attempts).hasValue(2);
    }

    /** The first use of an open connection finds that it is dead. A call repeats its work once only. */
    @Test
    void callIsRepeatedOnANewConnectionAfterTheServerClosedAllConnections() throws Exception {
        try (FaultyWire wire = FaultyWire.to(LocalPostgres.shared().port());
                Database other = new Database(
                        PostgresSettings.parse(LocalPostgres.url(wire.port(), settings.database()), null))) {
            CyclicBarrier all = new CyclicBarrier(8);
            AtOnce.all(Collections.<Callable<Boolean>>nCopies(8, () -> other.statement(_ -> {
                await(all);
                return true;
            })));
            assertThat(other.connections().idle()).isEqualTo(8);
            wire.connect();

            assertThat(setting(other, "lock_timeout")).isEqualTo("4s");
        }
    }

    /** Sixteen calls lose their connections, and 48 wait for one. */
    @Test
    void waitingCallsGetNewConnectionsInsteadOfLostOnes() throws Exception {
        try (Database other = new Database(settings);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> calls = new ArrayList<>();
            AtomicInteger attempts = new AtomicInteger();
            for (int i = 0; i < 64; i++) {
                calls.add(threads.submit(() -> other.statement(session -> session.row(
                        "SELECT 'done', pg_sleep(" + (attempts.getAndIncrement() < 16 ? 60 : 0) + ")",
                        row -> row.getString(1)).orElseThrow())));
            }
            Awaitility.await().until(() -> other.connections().waiting() == 48 && attempts.get() == 16);
            execute("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE query LIKE 'SELECT ''done''%'");

            for (Future<String> call : calls) {
                assertThat(call.get()).isEqualTo("done");
            }
        }
    }

    @Test
    void callsGetConnectionsInTheOrderInWhichTheyAsk() throws Exception {
        Semaphore mayEnd = new Semaphore(0);
        try (Database other = new Database(settings);
                var threads = Executors.newVirtualThreadPerTaskExecutor();
                AutoCloseable _ = () -> mayEnd.release(1_000)) {
            List<Integer> order = Collections.synchronizedList(new ArrayList<>());
            List<Future<Boolean>> calls = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                int number = i;
                calls.add(threads.submit(() -> other.statement(_ -> {
                    order.add(number);
                    mayEnd.acquireUninterruptibly();
                    return true;
                })));
                int begun = i + 1;
                Awaitility.await().pollInterval(Duration.ofMillis(5)).until(
                        () -> order.size() == Math.min(begun, 16)
                                && other.connections().waiting() == begun - order.size());
            }
            for (int ended = 1; ended <= 24; ended++) {
                int begun = 16 + ended;
                mayEnd.release();
                Awaitility.await().pollInterval(Duration.ofMillis(5)).until(() -> order.size() == begun);
            }
            mayEnd.release(16);

            for (Future<Boolean> call : calls) {
                assertThat(call.get()).isTrue();
            }
            assertThat(order).isSorted();
        }
    }

    /** Each asks again at once, while the others wait. */
    @Test
    void noneOfManyThreadsWaitsTooLong() throws Exception {
        try (Database other = new Database(settings)) {
            AtOnce.all(Collections.<Callable<Boolean>>nCopies(64, () -> {
                for (int i = 0; i < 200; i++) {
                    assertThat(setting(other, "lock_timeout")).isEqualTo("4s");
                }
                return true;
            }));
            assertThat(other.connections().waiting()).isZero();
        }
    }

    /** Others use all connections for two seconds. Then the server is silent. */
    @Test
    void waitForTheTurnAndForAConnectionTakesThreeSecondsTogether() throws Exception {
        try (FaultyWire wire = FaultyWire.to(LocalPostgres.shared().port());
                Database other = new Database(
                        PostgresSettings.parse(LocalPostgres.url(wire.port(), settings.database()), null));
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            CountDownLatch used = new CountDownLatch(16);
            CountDownLatch never = new CountDownLatch(1);
            for (int i = 0; i < 16; i++) {
                Future<?> _ = threads.submit(() -> other.statement(_ -> {
                    used.countDown();
                    await(never, Duration.ofSeconds(2));
                    throw new PSQLException("lost", PSQLState.CONNECTION_FAILURE, new SocketTimeoutException());
                }));
            }
            used.await();
            wire.silence();

            long start = System.nanoTime();
            AtOnce.all(Collections.<Callable<Boolean>>nCopies(40, () -> {
                assertThatThrownBy(() -> setting(other, "lock_timeout"))
                        .isInstanceOf(StorageException.Unavailable.class);
                return true;
            }));
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(2_900),
                    Duration.ofMillis(4_500));
        }
    }

    /** As after a failover behind an address that stays the same, if the connections to the old primary survive. */
    @Test
    void connectionsToAServerThatBecameReadOnlyAreReplaced() {
        execute("INSERT INTO usage (owner, used_bytes) VALUES ('failover', 0)");
        try (Database other = new Database(settings)) {
            other.statement(session -> {
                session.script("SET default_transaction_read_only = on");
                return true;
            });

            assertThat(other.<Integer>statement(session -> add(session, "failover"))).isOne();
        }
    }

    @Test
    void connectionThatIsLostAgainIsUnavailable() {
        assertThatThrownBy(() -> database.transaction(session -> {
            int backend = session.row("SELECT pg_backend_pid()", row -> row.getInt(1)).orElseThrow();
            execute("SELECT pg_terminate_backend(" + backend + ", 5000)");
            return session.row("SELECT 1", row -> row.getInt(1));
        })).isInstanceOf(StorageException.Unavailable.class);
    }

    private static void assertFails(String code, Class<? extends StorageException> type, String message) {
        assertThatThrownBy(() -> database.statement(session -> {
            session.script("DO $$ BEGIN RAISE EXCEPTION 'the reason' USING ERRCODE = '" + code + "'; END $$");
            return true;
        })).isInstanceOf(type).hasMessageContaining(message).hasMessageContaining("the reason");
    }

    @Test
    void errorsOfTheServerAreToldByKind() {
        assertFails("42501", StorageException.Unavailable.class, "refuses access");
        assertFails("42P01", StorageException.Unavailable.class, "darkroom provision");
        assertFails("42703", StorageException.Unavailable.class, "darkroom provision");
        assertFails("25006", StorageException.Unavailable.class, "is read-only");
        assertFails("55P03", StorageException.Unavailable.class, "is busy");
        assertFails("53300", StorageException.Unavailable.class, "no connection left");
        assertFails("53100", StorageException.Unavailable.class, "a disk of its server is full");
        assertFails("57014", StorageException.Unavailable.class, "can't be used");
        assertFails("22008", StorageException.Corrupted.class, "refuses the data");
        assertFails("23514", StorageException.Corrupted.class, "refuses the data");
        assertFails("42883", StorageException.Corrupted.class, "refuses the data");
        assertFails("XX001", StorageException.Corrupted.class, "refuses the data");
        assertFails("XX002", StorageException.Corrupted.class, "refuses the data");
    }

    @Test
    void messageOfABrokenConstraintShowsNoRow() {
        assertThatThrownBy(() -> database.statement(session -> session.update(
                "INSERT INTO usage (owner, used_bytes) VALUES ('hidden-owner', -1)")))
                .isInstanceOf(StorageException.Corrupted.class)
                .hasStackTraceContaining("used_bytes")
                .satisfies(
                        failure -> assertThat(failure.toString() + failure.getCause()).doesNotContain("hidden-owner"));
    }

    @Test
    void lockThatIsHeldTooLongIsBusy() throws Exception {
        execute("INSERT INTO usage (owner, used_bytes) VALUES ('locked', 0)");
        database.transaction(holder -> {
            add(holder, "locked");
            assertThatThrownBy(() -> database.transaction(session -> add(session, "locked")))
                    .isInstanceOf(StorageException.Unavailable.class)
                    .hasMessageContaining("is busy");
            return true;
        });
    }

    /** Accepts connections into its backlog and says nothing. */
    @Test
    void silentServerIsUnavailableWithinAFewSeconds() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                Database other = new Database(at(silent.getLocalPort()))) {
            assertUnavailableSoon(other);
        }
    }

    /** A machine that hangs still accepts connections. */
    @Test
    void secondServerIsUsedIfTheFirstIsSilent() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            PostgresSettings both = new PostgresSettings(
                    List.of(new PostgresSettings.Server("127.0.0.1", silent.getLocalPort()),
                            settings.servers().getFirst()),
                    settings.database(), settings.user(), settings.password(), settings.tls());
            try (Database other = new Database(both)) {
                assertThat(setting(other, "lock_timeout")).isEqualTo("4s");
                assertThat(other.<Boolean>longTransaction(session -> session.row(
                        "SELECT true FROM pg_sleep(1.5)", row -> row.getBoolean(1)).orElseThrow())).isTrue();
            }
        }
    }

    @Test
    void missingServerIsUnavailableWithinAFewSeconds() throws Exception {
        int port;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }
        try (Database other = new Database(at(port))) {
            assertUnavailableSoon(other);
        }
    }

    @Test
    void outageIsOneLineAndItsEndIsOneLine() {
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        Logger logger = (Logger) LoggerFactory.getLogger(Outage.class);
        Level level = logger.getLevel();
        lines.start();
        logger.addAppender(lines);
        logger.setLevel(Level.INFO);
        try (FaultyWire wire = FaultyWire.to(LocalPostgres.shared().port());
                Database other = new Database(
                        PostgresSettings.parse(LocalPostgres.url(wire.port(), settings.database()), null))) {
            wire.disconnect();
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> setting(other, "lock_timeout")).isInstanceOf(StorageException.class);
            }
            wire.connect();
            for (int i = 0; i < 2; i++) {
                assertThat(setting(other, "lock_timeout")).isEqualTo("4s");
            }
            assertThat(lines.list).extracting(ILoggingEvent::getLevel).containsExactly(Level.WARN, Level.INFO);
            assertThat(lines.list).extracting(ILoggingEvent::getFormattedMessage)
                    .allMatch(line -> line.contains("127.0.0.1:" + wire.port()))
                    .noneMatch(line -> line.contains("+1"));
        } finally {
            logger.setLevel(level);
            logger.detachAppender(lines);
        }
    }

    /** Each statement is within its limit. */
    @FullTier
    @Test
    void transactionTakesTenSecondsAtMost() {
        long start = System.nanoTime();
        assertThatThrownBy(() -> database.transaction(session -> {
            session.script("SELECT pg_sleep(6)");
            session.script("SELECT pg_sleep(6)");
            return true;
        })).isInstanceOf(StorageException.Unavailable.class);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(12));
    }

    private static PostgresSettings at(int port) {
        return PostgresSettings.parse("postgresql://darkroom:secret@127.0.0.1:" + port + "/pictures", null);
    }

    private static void assertUnavailableSoon(Database other) {
        long start = System.nanoTime();
        assertThatThrownBy(() -> other.statement(session -> session.row("SELECT 1", row -> row.getInt(1))))
                .isInstanceOf(StorageException.Unavailable.class)
                .hasMessageContaining("/pictures")
                .hasMessageNotContaining("secret");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(6));
    }
}
