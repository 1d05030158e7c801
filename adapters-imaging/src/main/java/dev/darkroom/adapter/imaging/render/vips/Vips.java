package dev.darkroom.adapter.imaging.render.vips;

import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * The native functions of libvips (8.13 or newer) and GLib that Darkroom uses; see the libvips and GObject references.
 * Objects are pointers, and the caller counts their references. Thread-safe, but an object may be used by one thread at
 * a time only.
 *
 * <p>libvips is configured for untrusted files: only the loaders of accepted formats are enabled, and none that libvips
 * itself marks as untrusted; the operation cache is disabled, and each picture is processed by one thread.
 */
@SuppressWarnings("restricted") // calls native functions
public final class Vips {
    /** The first version that can block operations. */
    private static final int MINIMUM_MAJOR = 8;
    private static final int MINIMUM_MINOR = 13;

    /** The classes of the loaders; a block applies to all subclasses. */
    private static final List<String> LOADERS = List.of(
            "VipsForeignLoadJpeg",
            "VipsForeignLoadPng",
            "VipsForeignLoadWebp",
            "VipsForeignLoadNsgif",
            "VipsForeignLoadHeif");

    private static final AddressLayout POINTER = ValueLayout.ADDRESS;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    /** {@code size_t} and {@code GType}, on the 64-bit machines that a JDK 25 runs on. */
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;

    /** A {@code GValue}: its type and two words of data. */
    static final MemoryLayout VALUE = MemoryLayout.sequenceLayout(3, LONG);

    /** GModuleFlags (GModule 2.0). */
    private static final int MODULE_LAZY = 1;
    private static final int MODULE_LOCAL = 1 << 1;

    private final SymbolLookup library;
    private final MethodHandle errorBufferCopy;
    private final MethodHandle free;
    private final MethodHandle objectUnref;
    private final MethodHandle typeFind;
    private final MethodHandle sourceNewFromFile;
    private final MethodHandle sourceNewFromMemory;
    private final MethodHandle sourceCustomNew;
    private final MethodHandle signalConnect;
    private final MethodHandle operationNew;
    private final MethodHandle setArgument;
    private final MethodHandle build;
    private final MethodHandle unrefOutputs;
    private final MethodHandle setProperty;
    private final MethodHandle getProperty;
    private final MethodHandle valueInit;
    private final MethodHandle valueUnset;
    private final MethodHandle valueSetObject;
    private final MethodHandle valueDupObject;
    private final MethodHandle valueGetBoxed;
    private final MethodHandle blobGet;
    private final MethodHandle imageGetWidth;
    private final MethodHandle imageGetHeight;
    private final MethodHandle imageGetBands;
    private final MethodHandle imageGetTypeof;
    private final MethodHandle imageGetFields;
    private final MethodHandle freeTexts;
    private final MethodHandle imageRemove;
    private final MethodHandle imageSetInt;
    private final MethodHandle imageSetKill;
    private final MethodHandle imageSetProgress;
    private final MethodHandle imageCopyMemory;
    private final MethodHandle imageWriteToMemory;

    private final long imageType;
    private final long sourceType;
    private final long blobType;
    private final String version;

    /** The library can't be used. The message is a clause for the operator. */
    public static final class Unusable extends Exception {
        private static final long serialVersionUID = 1L;

        public Unusable(String message) {
            super(message);
        }
    }

    /**
     * Initializes libvips. This may be repeated in a process.
     *
     * @param library the symbols of libvips, GObject and GLib
     */
    public Vips(SymbolLookup library) throws Unusable {
        this.library = library;
        int[] found = {number("vips_version", 0), number("vips_version", 1), number("vips_version", 2)};
        if (found[0] != MINIMUM_MAJOR || found[1] < MINIMUM_MINOR) {
            throw new Unusable("it is version " + found[0] + "." + found[1] + ", and 8.13 or newer is needed");
        }
        version = found[0] + "." + found[1] + "." + found[2];
        start();

        errorBufferCopy = function("vips_error_buffer_copy", FunctionDescriptor.of(POINTER));
        free = function("g_free", FunctionDescriptor.ofVoid(POINTER));
        objectUnref = function("g_object_unref", FunctionDescriptor.ofVoid(POINTER));
        typeFind = function("vips_type_find", FunctionDescriptor.of(LONG, POINTER, POINTER));
        sourceNewFromFile = function("vips_source_new_from_file", FunctionDescriptor.of(POINTER, POINTER));
        sourceNewFromMemory = function("vips_source_new_from_memory", FunctionDescriptor.of(POINTER, POINTER, LONG));
        sourceCustomNew = function("vips_source_custom_new", FunctionDescriptor.of(POINTER));
        signalConnect = function(
                "g_signal_connect_data",
                FunctionDescriptor.of(LONG, POINTER, POINTER, POINTER, POINTER, POINTER, INT));
        operationNew = function("vips_operation_new", FunctionDescriptor.of(POINTER, POINTER));
        setArgument = function(
                "vips_object_set_argument_from_string", FunctionDescriptor.of(INT, POINTER, POINTER, POINTER));
        build = function("vips_object_build", FunctionDescriptor.of(INT, POINTER));
        unrefOutputs = function("vips_object_unref_outputs", FunctionDescriptor.ofVoid(POINTER));
        setProperty = function("g_object_set_property", FunctionDescriptor.ofVoid(POINTER, POINTER, POINTER));
        getProperty = function("g_object_get_property", FunctionDescriptor.ofVoid(POINTER, POINTER, POINTER));
        valueInit = function("g_value_init", FunctionDescriptor.of(POINTER, POINTER, LONG));
        valueUnset = function("g_value_unset", FunctionDescriptor.ofVoid(POINTER));
        valueSetObject = function("g_value_set_object", FunctionDescriptor.ofVoid(POINTER, POINTER));
        valueDupObject = function("g_value_dup_object", FunctionDescriptor.of(POINTER, POINTER));
        valueGetBoxed = function("g_value_get_boxed", FunctionDescriptor.of(POINTER, POINTER));
        blobGet = function("vips_blob_get", FunctionDescriptor.of(POINTER, POINTER, POINTER));
        imageGetWidth = function("vips_image_get_width", FunctionDescriptor.of(INT, POINTER));
        imageGetHeight = function("vips_image_get_height", FunctionDescriptor.of(INT, POINTER));
        imageGetBands = function("vips_image_get_bands", FunctionDescriptor.of(INT, POINTER));
        imageGetTypeof = function("vips_image_get_typeof", FunctionDescriptor.of(LONG, POINTER, POINTER));
        imageGetFields = function("vips_image_get_fields", FunctionDescriptor.of(POINTER, POINTER));
        freeTexts = function("g_strfreev", FunctionDescriptor.ofVoid(POINTER));
        imageRemove = function("vips_image_remove", FunctionDescriptor.of(INT, POINTER, POINTER));
        imageSetInt = function("vips_image_set_int", FunctionDescriptor.ofVoid(POINTER, POINTER, INT));
        imageSetKill = function("vips_image_set_kill", FunctionDescriptor.ofVoid(POINTER, INT));
        imageSetProgress = function("vips_image_set_progress", FunctionDescriptor.ofVoid(POINTER, INT));
        imageCopyMemory = function("vips_image_copy_memory", FunctionDescriptor.of(POINTER, POINTER));
        imageWriteToMemory = function("vips_image_write_to_memory", FunctionDescriptor.of(POINTER, POINTER, POINTER));

        imageType = type("vips_image_get_type");
        sourceType = type("vips_source_get_type");
        blobType = type("vips_blob_get_type");
    }

    private void start() throws Unusable {
        MethodHandle setEnvironment = function("g_setenv", FunctionDescriptor.of(INT, POINTER, POINTER, INT));
        MethodHandle init = function("vips_init", FunctionDescriptor.of(INT, POINTER));
        MethodHandle blockUntrusted = function("vips_block_untrusted_set", FunctionDescriptor.ofVoid(INT));
        MethodHandle block = function("vips_operation_block_set", FunctionDescriptor.ofVoid(POINTER, INT));
        MethodHandle cacheMax = function("vips_cache_set_max", FunctionDescriptor.ofVoid(INT));
        MethodHandle concurrency = function("vips_concurrency_set", FunctionDescriptor.ofVoid(INT));
        try (Arena arena = Arena.ofConfined()) {
            // Without a home, libvips finds no modules and loads none: see loadHeif.
            int _ = (int) setEnvironment.invokeExact(
                    arena.allocateFrom("VIPSHOME"), arena.allocateFrom("/nonexistent"), 1);
            // libvips then prints no warnings, for example about damaged pictures.
            int _ = (int) setEnvironment.invokeExact(arena.allocateFrom("VIPS_WARNING"), arena.allocateFrom("0"), 0);
            if ((int) init.invokeExact(arena.allocateFrom("darkroom")) != 0) {
                throw new Unusable("it does not start");
            }
            loadHeif(modulesFolder(arena), arena);
            block.invokeExact(arena.allocateFrom("VipsForeignLoad"), 1);
            for (String loader : LOADERS) {
                block.invokeExact(arena.allocateFrom(loader), 0);
            }
            // After the loaders: blocks untrusted ones again that were unblocked above.
            blockUntrusted.invokeExact(1);
            cacheMax.invokeExact(0);
            concurrency.invokeExact(1);
        } catch (Unusable e) {
            throw e;
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    /** The folder of modules, next to the file of the library, which dladdr(3) returns. */
    private String modulesFolder(Arena arena) throws Throwable {
        MethodHandle dladdr = Linker.nativeLinker()
                .downcallHandle(
                        Linker.nativeLinker().defaultLookup().findOrThrow("dladdr"),
                        FunctionDescriptor.of(INT, POINTER, POINTER));
        // Dl_info: four pointers, of which the first is the name of the file.
        MemorySegment info = arena.allocate(POINTER, 4);
        if ((int) dladdr.invokeExact(library.findOrThrow("vips_init"), info) == 0) {
            throw new Unusable("its file is not known");
        }
        Path file = Path.of(info.get(POINTER, 0).reinterpret(Long.MAX_VALUE).getString(0));
        String series = version.substring(0, version.lastIndexOf('.'));
        return file.resolveSibling("vips-modules-" + series).toString();
    }

    /**
     * Loads the module for HEIC and AVIF, if libvips has one, with local symbols. libvips would load all modules with
     * global symbols: then the SQLite of one of them replaces the SQLite of another library in this process, and the
     * process contains decoders that are not needed.
     */
    private void loadHeif(String modules, Arena arena) throws Throwable {
        if (library.find("g_module_open").isPresent()) {
            MethodHandle open = function("g_module_open", FunctionDescriptor.of(POINTER, POINTER, INT));
            // Null if there is no such file: then the loader is built in, or HEIC and AVIF are not supported.
            MemorySegment _ = (MemorySegment) open.invokeExact(
                    arena.allocateFrom(modules + "/vips-heif.so"), MODULE_LAZY | MODULE_LOCAL);
        }
    }

    private MethodHandle function(String name, FunctionDescriptor type) throws Unusable {
        try {
            return Linker.nativeLinker().downcallHandle(library.findOrThrow(name), type);
        } catch (NoSuchElementException e) {
            throw new Unusable("it has no function " + name);
        }
    }

    private int number(String function, int argument) throws Unusable {
        MethodHandle handle = function(function, FunctionDescriptor.of(INT, INT));
        try {
            return (int) handle.invokeExact(argument);
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    private long type(String function) throws Unusable {
        MethodHandle handle = function(function, FunctionDescriptor.of(LONG));
        try {
            return (long) handle.invokeExact();
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    /** Native functions throw nothing, so the description of the function must be wrong. */
    private static AssertionError failed(Throwable e) {
        return new AssertionError("The description of a native function is wrong", e);
    }

    /** The version, such as {@code 8.14.1}. */
    String version() {
        return version;
    }

    /** Whether there is an operation of this name, such as {@code jpegload_source}. */
    boolean has(String operation) {
        try (Arena arena = Arena.ofConfined()) {
            return (long) typeFind.invokeExact(
                    arena.allocateFrom("VipsOperation"), arena.allocateFrom(operation)) != 0;
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    /** The errors since the last call, of all threads, because they share one buffer. For the log only. */
    String takeErrors() {
        try {
            MemorySegment text = (MemorySegment) errorBufferCopy.invokeExact();
            String errors = text.reinterpret(Long.MAX_VALUE).getString(0).strip();
            free.invokeExact(text);
            return errors;
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    void unref(MemorySegment object) {
        try {
            objectUnref.invokeExact(object);
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    /** @param path the path of a file, terminated by NUL */
    MemorySegment sourceOfFile(MemorySegment path) {
        try {
            return (MemorySegment) sourceNewFromFile.invokeExact(path);
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    /** @param bytes must stay valid until the source is freed */
    MemorySegment sourceOfMemory(MemorySegment bytes) {
        try {
            return (MemorySegment) sourceNewFromMemory.invokeExact(bytes, bytes.byteSize());
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    /**
     * A source that can't seek. libvips buffers the start of the file itself.
     *
     * @param arena owns the callback; must stay open until the source is freed
     */
    MemorySegment sourceOfStream(StreamReader reader, Arena arena) {
        try {
            MemorySegment source = (MemorySegment) sourceCustomNew.invokeExact();
            MemorySegment read = Linker.nativeLinker()
                    .upcallStub(StreamReader.HANDLE.bindTo(reader), StreamReader.TYPE, arena);
            long _ = (long) signalConnect.invokeExact(
                    source, arena.allocateFrom("read"), read, MemorySegment.NULL, MemorySegment.NULL, 0);
            return source;
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    MemorySegment newOperation(MemorySegment name) {
        try {
            return (MemorySegment) operationNew.invokeExact(name);
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    /** @return whether the argument exists and accepts the value */
    boolean set(MemorySegment operation, MemorySegment argument, MemorySegment text) {
        try {
            return (int) setArgument.invokeExact(operation, argument, text) == 0;
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    /** Runs an operation, or prepares it if its result is computed on demand. Returns false if it fails. */
    boolean run(MemorySegment operation) {
        try {
            return (int) build.invokeExact(operation) == 0;
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    /** Must be called before the reference to the operation is released. */
    void unrefOutputs(MemorySegment operation) {
        try {
            unrefOutputs.invokeExact(operation);
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    void setImage(MemorySegment operation, MemorySegment argument, MemorySegment image) {
        setObject(operation, argument, image, imageType);
    }

    void setSource(MemorySegment operation, MemorySegment argument, MemorySegment source) {
        setObject(operation, argument, source, sourceType);
    }

    private void setObject(MemorySegment operation, MemorySegment argument, MemorySegment object, long type) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocate(VALUE);
            MemorySegment _ = (MemorySegment) valueInit.invokeExact(value, type);
            valueSetObject.invokeExact(value, object);
            setProperty.invokeExact(operation, argument, value);
            valueUnset.invokeExact(value);
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    /** The output image of an operation, with a reference that the caller owns. */
    MemorySegment image(MemorySegment operation, MemorySegment argument) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocate(VALUE);
            MemorySegment _ = (MemorySegment) valueInit.invokeExact(value, imageType);
            getProperty.invokeExact(operation, argument, value);
            MemorySegment image = (MemorySegment) valueDupObject.invokeExact(value);
            valueUnset.invokeExact(value);
            return image;
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    /** A copy of the output bytes of an operation. */
    byte[] bytes(MemorySegment operation, MemorySegment argument) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocate(VALUE);
            MemorySegment _ = (MemorySegment) valueInit.invokeExact(value, blobType);
            getProperty.invokeExact(operation, argument, value);
            MemorySegment blob = (MemorySegment) valueGetBoxed.invokeExact(value);
            MemorySegment length = arena.allocate(LONG);
            MemorySegment data = (MemorySegment) blobGet.invokeExact(blob, length);
            byte[] bytes = data.reinterpret(length.get(LONG, 0)).toArray(ValueLayout.JAVA_BYTE);
            valueUnset.invokeExact(value);
            return bytes;
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    int width(MemorySegment image) {
        return number(imageGetWidth, image);
    }

    int height(MemorySegment image) {
        return number(imageGetHeight, image);
    }

    int bands(MemorySegment image) {
        return number(imageGetBands, image);
    }

    private static int number(MethodHandle function, MemorySegment image) {
        try {
            return (int) function.invokeExact(image);
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    boolean hasField(MemorySegment image, MemorySegment name) {
        try {
            return (long) imageGetTypeof.invokeExact(image, name) != 0;
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    /** Removes all metadata of an image that is not shared. Fields that describe the pixels can't be removed. */
    void removeFields(MemorySegment image) {
        try {
            MemorySegment names = ((MemorySegment) imageGetFields.invokeExact(image)).reinterpret(Long.MAX_VALUE);
            for (long i = 0; !names.getAtIndex(POINTER, i).equals(MemorySegment.NULL); i++) {
                removeField(image, names.getAtIndex(POINTER, i));
            }
            freeTexts.invokeExact(names);
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    /** The image must not be shared. */
    void removeField(MemorySegment image, MemorySegment name) {
        try {
            int _ = (int) imageRemove.invokeExact(image, name);
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    /** The image must not be shared. */
    void setField(MemorySegment image, MemorySegment name, int value) {
        try {
            imageSetInt.invokeExact(image, name, value);
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    /** Enables {@link #kill} for this image and all images that are computed from it later. */
    void makeKillable(MemorySegment image) {
        try {
            imageSetProgress.invokeExact(image, 1);
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    /** Makes computations of this image fail soon. Any thread may call it while the image is referenced. */
    void kill(MemorySegment image) {
        try {
            imageSetKill.invokeExact(image, 1);
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    /** Computes all pixels; empty if that fails. The caller owns a reference to the copy. */
    Optional<MemorySegment> copyToMemory(MemorySegment image) {
        try {
            MemorySegment copy = (MemorySegment) imageCopyMemory.invokeExact(image);
            return copy.equals(MemorySegment.NULL) ? Optional.empty() : Optional.of(copy);
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    /** Computes all pixels and returns them row by row; empty if that fails. */
    Optional<byte[]> pixels(MemorySegment image) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment length = arena.allocate(LONG);
            MemorySegment data = (MemorySegment) imageWriteToMemory.invokeExact(image, length);
            if (data.equals(MemorySegment.NULL)) {
                return Optional.empty();
            }
            byte[] bytes = data.reinterpret(length.get(LONG, 0)).toArray(ValueLayout.JAVA_BYTE);
            free.invokeExact(data);
            return Optional.of(bytes);
        } catch (Throwable e) {
            throw failed(e);
        }
    }
}
