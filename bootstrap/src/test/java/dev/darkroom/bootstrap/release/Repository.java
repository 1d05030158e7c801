package dev.darkroom.bootstrap.release;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathFactory;
import org.w3c.dom.Document;

/** The source tree that the tests run in. */
final class Repository {
    static final Path ROOT = Path.of("..");

    private static final Set<String> LEFT_OUT = Set.of(".git", "target", "node_modules", "data");

    private Repository() {}

    /** The version of the root pom, from which all others derive. */
    static String version() throws Exception {
        return version(ROOT.resolve("pom.xml"));
    }

    /** The version of a pom, or that of its parent if it has none. */
    static String version(Path pom) throws Exception {
        Document document = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(pom.toFile());
        return XPathFactory.newInstance().newXPath()
                .evaluate("(/project/version | /project/parent/version)[last()]", document)
                .strip();
    }

    /** All files below a folder of the source tree, without those that are built or downloaded. */
    static List<Path> files(String folder, Predicate<Path> isWanted) throws IOException {
        List<Path> files = new ArrayList<>();
        Files.walkFileTree(ROOT.resolve(folder), new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                return LEFT_OUT.stream().anyMatch(directory::endsWith)
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (isWanted.test(file)) {
                    files.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        files.sort(null);
        return files;
    }
}
