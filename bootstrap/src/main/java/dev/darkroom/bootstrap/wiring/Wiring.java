package dev.darkroom.bootstrap.wiring;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Stage;
import dev.darkroom.bootstrap.configuration.Configuration;
import java.time.InstantSource;

/** Puts the whole service together. */
public final class Wiring {
    static {
        // Guice would define classes through sun.misc.Unsafe, of which a JDK 25 warns on the terminal; without it Guice
        // reflects, which takes no time with as few objects as here.
        System.setProperty("guice_bytecode_gen_option", "DISABLED");
    }

    private Wiring() {}

    /** Everything over a storage that is open; making it starts nothing. */
    public static Injector of(Configuration configuration, StorageModule storage, InstantSource clock) {
        return Guice.createInjector(
                Stage.PRODUCTION,
                storage,
                new ImagingModule(configuration.pixels(), configuration.metadata()),
                new UseCaseModule(clock, configuration.maxDirectUploadBytes(), storage.spoolFolder()),
                new HttpModule(configuration, storage.spoolFolder()));
    }
}
