package dev.darkroom.bootstrap.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.bootstrap.documentation.MarkdownFolder.BrokenLink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The links of the documentation lead somewhere, and the checker finds those that do not. */
class LinksTest {
    @Test
    void everyLinkOfTheRepositoryNamesAFileOrAHeading() throws IOException {
        MarkdownFolder repository = new MarkdownFolder(Path.of("..").toRealPath());

        assertThat(repository.pages())
                .map(page -> repository.root().relativize(page).toString().replace('\\', '/'))
                .contains("README.md", "CONTRIBUTING.md", "SECURITY.md", "docs/README.md", "docs/configuration.md",
                        "docs/adr/0001-ports-and-adapters.md", "benchmarks/results.md");
        assertThat(repository.brokenLinks()).isEmpty();
    }

    @Test
    void linksToFilesFoldersHeadingsAndOtherSitesAreAccepted(@TempDir Path folder) throws IOException {
        MarkdownFolder pages = folderOf(folder, """
                # A page

                [A file](docs/other.md), [a folder](docs), [with a slash](/docs/other.md), [a heading](#a-page),
                [a heading of another page](docs/other.md#the-second "with a title"), <a href="docs">HTML</a>,
                ![a picture](docs/a%20picture.png), [in another site](https://example.com/missing.md#missing),
                [by mail](mailto:alice@example.com), [by reference][1] and [![both](docs/a%20picture.png)](docs).

                [1]: docs/other.md
                """);

        assertThat(pages.brokenLinks()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock = """
                    [text](missing.md)                        | missing.md            | names no file and no folder
                    [text](docs/missing.md#the-second)        | docs/missing.md#the-second | names no file and no folder
                    [text](/other.md)                         | /other.md             | names no file and no folder
                    [`code`](missing)                         | missing               | names no file and no folder
                    [text](missing.md "with a title")         | missing.md            | names no file and no folder
                    ![picture](docs/missing.png)              | docs/missing.png      | names no file and no folder
                    [![picture](missing.png)](docs)           | missing.png           | names no file and no folder
                    [![picture](docs/a%20picture.png)](lost)  | lost                  | names no file and no folder
                    <img alt="picture" src="missing.png">     | missing.png           | names no file and no folder
                    [text]: missing.md                        | missing.md            | names no file and no folder
                    [text](../outside.md)                     | ../outside.md         | leads out of the repository
                    [text](#missing)                          | #missing              | names no heading
                    [text](docs/other.md#missing)             | docs/other.md#missing | names no heading
                    [text](docs/other.md#The-second)          | docs/other.md#The-second | names no heading
                    [text](docs/other.md#the-second-2)        | docs/other.md#the-second-2 | names no heading
                    [text](docs/other.md#in-code)             | docs/other.md#in-code | names no heading
                    [text](docs#the-second)                   | docs#the-second       | names no heading
                    [text](docs/%)                            | docs/%                | is no address
                    """)
    void aBrokenLinkIsFound(String text, String link, String reason, @TempDir Path folder) throws IOException {
        MarkdownFolder pages = folderOf(folder, "# A page\n\nBefore " + text + " and after.\n\n" + text + "\n");

        assertThat(pages.brokenLinks()).isNotEmpty().containsOnly(new BrokenLink("page.md", link, reason));
    }

    @Test
    void aBrokenLinkIsFoundOnEveryPage(@TempDir Path folder) throws IOException {
        MarkdownFolder pages = folderOf(folder, "[text](missing.md)");
        Files.writeString(folder.resolve("docs/other.md"), "[text](missing.md)\n[text](../page.md)\n");

        assertThat(pages.brokenLinks())
                .extracting(broken -> broken.page().replace('\\', '/'))
                .containsExactly("docs/other.md", "page.md");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "`[text](missing.md)`", "``a ` and [text](missing.md)``", "```\n[text](missing.md)\n```",
                "~~~ sh\n[text](missing.md)\n~~~"})
    void codeHasNoLinks(String text) {
        assertThat(MarkdownPage.of(text).links()).isEmpty();
    }

    @Test
    void aBacktickThatIsLeftOpenHidesNoLinkOfTheNextParagraph() {
        assertThat(MarkdownPage.of("A ` alone.\n\n[text](a.md) and ` another.\n").links()).containsExactly("a.md");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock = """
                    '# Sign-in'                                          | sign-in
                    '## The life of a picture: Pending, Ready ##'        | the-life-of-a-picture-pending-ready
                    '### What is hot, by itself: `benchmarks/jmh`'       | what-is-hot-by-itself-benchmarksjmh
                    '# `GET /images` → `200`'                            | get-images--200
                    '# 2,000 slow sockets'                               | 2000-slow-sockets
                    '# [A link](page.md) and snake_case'                 | a-link-and-snake_case
                    '# Größe'                                            | größe
                    """)
    void headingsHaveTheAnchorsOfGitHub(String heading, String anchor) {
        assertThat(MarkdownPage.of("Text\n" + heading + "\nText").anchors()).containsExactly(anchor);
    }

    @Test
    void equalHeadingsAreNumbered() {
        assertThat(MarkdownPage.of("# Same\n\n## Same\n\n# Same\n").anchors())
                .containsExactlyInAnyOrder("same", "same-1", "same-2");
    }

    private static MarkdownFolder folderOf(Path folder, String page) throws IOException {
        Path docs = Files.createDirectories(folder.resolve("docs"));
        Files.writeString(docs.resolve("other.md"), """
                # The first

                ## The second

                ## The second

                ```
                # In code
                ```
                """);
        Files.createFile(docs.resolve("a picture.png"));
        Files.writeString(folder.resolve("page.md"), page);
        return new MarkdownFolder(folder.toRealPath());
    }
}
