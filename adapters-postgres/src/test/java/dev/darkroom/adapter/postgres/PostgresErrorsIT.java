package dev.darkroom.adapter.postgres;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darkroom.adapter.postgres.client.PostgresSettings;
import dev.darkroom.adapter.postgres.testkit.LocalPostgres;
import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.testkit.contract.AtOnce;
import dev.darkroom.domain.testkit.contract.PortCalls;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

/** Every error that the server answers is a {@link StorageException}, in every method of every port. */
class PostgresErrorsIT {
    /** One code of each class (PostgreSQL's documentation, "PostgreSQL Error Codes"). */
    private static final List<String> CODES = List.of(
            "01000", "02000", "03000", "08006", "09000", "0A000", "0B000", "0F001", "0L000", "0P000", "0Z002", "20000",
            "21000", "22021", "23505", "24000", "25P02", "26000", "27000", "28000", "2B000", "2D000", "2F002", "34000",
            "38001", "39001", "3B001", "3D000", "3F000", "40001", "42601", "44000", "53200", "54001", "55000", "57014",
            "58030", "72000", "F0000", "HV000", "P0001", "XX000", "ZZZZZ");

    /** Every statement on a table fails with the code in {@code failure}: reads of its view, and changes of its rows. */
    private static final String FAIL =
            """
                    CREATE TABLE failure (code text);
                    INSERT INTO failure VALUES ('XX000');
                    CREATE FUNCTION fail() RETURNS boolean LANGUAGE plpgsql STABLE AS
                        $$ BEGIN RAISE EXCEPTION 'planned' USING ERRCODE = (SELECT code FROM failure); END $$;
                    CREATE FUNCTION fail_change() RETURNS trigger LANGUAGE plpgsql AS
                        $$ BEGIN RAISE EXCEPTION 'planned' USING ERRCODE = (SELECT code FROM failure); END $$;
                    DO $$ DECLARE name text; BEGIN
                        FOREACH name IN ARRAY ARRAY['image', 'image_tag', 'tally', 'usage', 'idempotency', 'signing_key',
                            'event', 'delivery'] LOOP
                            EXECUTE format('ALTER TABLE %1$I RENAME TO %1$s_rows', name);
                            EXECUTE format('CREATE VIEW %1$I AS SELECT * FROM %1$s_rows WHERE fail()', name);
                            EXECUTE format('CREATE TRIGGER fail BEFORE INSERT OR UPDATE OR DELETE ON %1$s_rows
                                FOR EACH STATEMENT EXECUTE FUNCTION fail_change()', name);
                        END LOOP;
                    END $$;
                    """;

    @Test
    void everyErrorOfTheServerIsAStorageException() throws Exception {
        PostgresSettings settings = LocalPostgres.shared().migratedDatabase();
        LocalPostgres.shared().execute(settings.database(), FAIL);
        try (PostgresStorage storage = PostgresStorage.open(settings, null, true)) {
            for (String code : CODES) {
                // A call may break two connections, and the pool opens one after the other and pauses for 30 ms after each: a call that waits for all
                // others would wait too long.
                Semaphore connections = new Semaphore(8);
                LocalPostgres.shared().execute(settings.database(), "UPDATE failure SET code = '" + code + "'");
                List<Callable<Boolean>> checks = new ArrayList<>();
                for (PortCalls.PortCall call : PortCalls.of(storage)) {
                    checks.add(() -> {
                        connections.acquire();
                        try {
                            assertFailsAsPlanned(code, call);
                        } finally {
                            connections.release();
                        }
                        return true;
                    });
                }
                AtOnce.all(checks);
            }
        }
    }

    private static void assertFailsAsPlanned(String code, PortCalls.PortCall call) {
        if (Set.of("ImageCatalog.check", "EventLog.isRecording").contains(call.name())) {
            // The version of the schema is in a table of its own, and whether events are recorded is a parameter.
            assertThatCode(call.call()::run).doesNotThrowAnyException();
        } else {
            assertThatThrownBy(call.call()::run).as("%s %s", code, call.name())
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("planned");
        }
    }
}
