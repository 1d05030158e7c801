package dev.darkroom.adapter.aws.provisioning;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The settings without which Darkroom can run. They can be left out by name. */
public enum OptionalSetting {
    /** The probe after each change of the bucket, which reverts a change that the store answers by rejecting writes. */
    WRITE_CHECK,
    PUBLIC_ACCESS_BLOCK,
    TLS_ONLY,
    ENCRYPTION,
    ABANDONED_PARTS,
    CORS,
    CAPACITY_ON_DEMAND,
    TIME_TO_LIVE,
    EVENT_STREAM,
    POINT_IN_TIME_RECOVERY,
    DELETION_PROTECTION;

    /** The setting of that name, such as {@code public-access-block}. */
    public static Optional<OptionalSetting> named(String name) {
        return Arrays.stream(values()).filter(setting -> setting.toString().equals(name)).findAny();
    }

    /** The names of all settings. */
    public static List<String> names() {
        return Arrays.stream(values()).map(OptionalSetting::toString).toList();
    }

    /** The name on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
