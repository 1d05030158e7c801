package dev.darkroom.bootstrap.documentation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A folder of Markdown pages that link to each other and to files beside them.
 *
 * @param root the folder, by its real path
 */
record MarkdownFolder(Path root) {
    /** What is built, downloaded or stored while working. */
    private static final Set<String> LEFT_OUT = Set.of(".git", "target", "node_modules", "data");

    private static final String ENDING = ".md";

    /** A link that leads nowhere, on which page, and why. */
    record BrokenLink(String page, String link, String reason) {}

    /** All pages, except those in folders that do not belong to the repository. */
    List<Path> pages() {
        List<Path> pages = new ArrayList<>();
        try {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    return LEFT_OUT.stream().anyMatch(folder::endsWith)
                            ? FileVisitResult.SKIP_SUBTREE
                            : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (isPage(file)) {
                        pages.add(file);
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        pages.sort(null);
        return pages;
    }

    /** The links of all pages that lead to no file, no folder or no heading. Links to other sites are not followed. */
    List<BrokenLink> brokenLinks() {
        List<BrokenLink> broken = new ArrayList<>();
        for (Path page : pages()) {
            for (String link : read(page).links()) {
                problem(page, link)
                        .map(reason -> new BrokenLink(root.relativize(page).toString(), link, reason))
                        .ifPresent(broken::add);
            }
        }
        return broken;
    }

    private Optional<String> problem(Path page, String link) {
        URI uri;
        try {
            uri = new URI(link);
        } catch (URISyntaxException e) {
            return Optional.of("is no address");
        }
        if (uri.isAbsolute() || uri.getRawAuthority() != null) {
            return Optional.empty();
        }
        String path = uri.getPath();
        Path target = path.isEmpty() ? page : resolve(page, path);
        if (!target.startsWith(root)) {
            return Optional.of("leads out of the repository");
        }
        if (!Files.exists(target)) {
            return Optional.of("names no file and no folder");
        }
        String anchor = uri.getFragment();
        return anchor == null || hasAnchor(target, anchor) ? Optional.empty() : Optional.of("names no heading");
    }

    /** A path that begins with a slash begins at the root of the repository. */
    private Path resolve(Path page, String path) {
        return (path.startsWith("/") ? root.resolve(path.substring(1)) : page.resolveSibling(path)).normalize();
    }

    private static boolean hasAnchor(Path target, String anchor) {
        return isPage(target) && read(target).anchors().contains(anchor);
    }

    private static boolean isPage(Path file) {
        return file.toString().endsWith(ENDING);
    }

    private static MarkdownPage read(Path page) {
        try {
            return MarkdownPage.of(Files.readString(page));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
