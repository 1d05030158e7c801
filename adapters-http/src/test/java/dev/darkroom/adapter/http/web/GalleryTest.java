package dev.darkroom.adapter.http.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.adapter.http.testkit.TestServer;
import dev.darkroom.adapter.http.testkit.TestServer.Answer;
import dev.darkroom.adapter.http.testkit.WithServer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files and headers of the gallery page. */
class GalleryTest extends WithServer {
    private static final String BROWSER = "text/html,application/xhtml+xml,*/*;q=0.8";

    /** The limit for all files of the page. */
    private static final int MAX_COMPRESSED_BYTES = 82_000;

    private static String text(Answer answer) {
        return new String(answer.bytes(), StandardCharsets.UTF_8);
    }

    /** The files that the page names, and those that its modules import. */
    private Set<String> files() {
        Set<String> found = new TreeSet<>();
        Deque<String> unread = new ArrayDeque<>();
        Pattern.compile("(?:src|href)=\"(gallery/[^\"]*)\"").matcher(text(server.get("/", "Accept", BROWSER)))
                .results().map(match -> match.group(1)).forEach(unread::add);
        while (!unread.isEmpty()) {
            String file = unread.pop();
            if (found.add(file) && file.endsWith(".js")) {
                Pattern.compile("(?:from |import\\(|addressOf\\()'\\./([^']*)'").matcher(text(server.get("/" + file)))
                        .results().map(match -> "gallery/" + match.group(1)).forEach(unread::add);
            }
        }
        return found;
    }

    @Test
    void aBrowserGetsThePageAndAProgramGetsLinks() {
        Answer page = server.get("/", "Accept", BROWSER);
        Answer json = server.get("/", "Accept", "*/*");

        assertThat(page.header("Content-Type")).isEqualTo("text/html;charset=utf-8");
        assertThat(page.header("Vary")).contains("Accept");
        assertThat(json.header("Content-Type")).isEqualTo("application/json");
        assertThat(json.header("Vary")).isEqualTo("Accept");
        assertThat(server.get("/", "Accept", "text/html, application/json").header("Content-Type"))
                .isEqualTo("application/json");
    }

    @Test
    void allFilesOfThePageAreServedAndSmall() {
        int bytes = server.get("/", "Accept", BROWSER, "Accept-Encoding", "gzip").bytes().length;
        Set<String> files = files();

        assertThat(files).contains("gallery/app.js", "gallery/thumbhash.js", "gallery/icon.svg");
        for (String file : files) {
            Answer answer = server.get("/" + file, "Accept-Encoding", "gzip");
            assertThat(answer.status()).as(file).isEqualTo(200);
            assertThat(answer.header("Content-Type")).as(file)
                    .startsWith(file.endsWith(".js") ? "text/javascript"
                            : file.endsWith(".css") ? "text/css" : "image/svg+xml");
            bytes += answer.bytes().length;
        }
        assertThat(bytes).isLessThan(MAX_COMPRESSED_BYTES);
    }

    @Test
    void onlyTheInlineScriptAndTheInlineStyleSheetOfThePageApply() throws NoSuchAlgorithmException {
        Answer page = server.get("/", "Accept", BROWSER);

        assertThat(page.header("Content-Security-Policy"))
                .contains("default-src 'none'", "script-src 'self' '" + hashOfTheOnly("script", page) + "';",
                        "style-src 'self' '" + hashOfTheOnly("style", page) + "';", "connect-src 'self';",
                        "img-src 'self' data: blob:;", "worker-src 'self';",
                        "trusted-types worker;", "require-trusted-types-for 'script'")
                .doesNotContain("unsafe");
        assertThat(text(page)).doesNotContain("style=", "javascript:").doesNotContainPattern("\\son[a-z]+=");
        assertThat(text(page)).contains("<style>" + text(server.get("/gallery/gallery.css")) + "</style>");
    }

    @Test
    void thePageSaysForHowManyDaysTheTrashKeepsPictures(@TempDir Path folder) {
        try (TestServer withTrash = TestServer.with().trashDays(30).start(folder)) {
            assertThat(text(withTrash.get("/", "Accept", BROWSER)))
                    .contains("<html data-trash-days=\"30\" lang=\"en\">");
        }
        assertThat(text(server.get("/", "Accept", BROWSER))).contains("<html lang=\"en\">");
    }

    private static String hashOfTheOnly(String element, Answer page) throws NoSuchAlgorithmException {
        List<String> found = Pattern.compile("<" + element + ">(.*?)</" + element + ">", Pattern.DOTALL)
                .matcher(text(page)).results().map(match -> match.group(1)).toList();
        assertThat(found).hasSize(1);
        return "sha256-" + Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-256")
                .digest(found.getFirst().getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void otherFilesAreNotFound() {
        for (String file : List.of("index.html", "..%2Fopenapi.yaml", "%00", "app.js.map")) {
            server.get("/gallery/" + file).assertRefused(404, "not_found");
        }
    }

    @Test
    void aBrowserGetsAPageForAnAddressThatDoesNotExist() {
        for (String path : List.of("/nope", "/a/b/nope", "/a%2Fb", "/gallery/nope.js", "/images/nope")) {
            Answer page = server.get(path, "Accept", BROWSER);
            assertThat(page.status()).as(path).isEqualTo(404);
            assertThat(page.header("Content-Type")).as(path).isEqualTo("text/html;charset=utf-8");
            assertThat(page.header("Content-Security-Policy")).contains("default-src 'none'", "style-src 'self';")
                    .doesNotContain("unsafe", "script-src");
            Pattern.compile("href=\"([^\"]*)\"").matcher(text(page)).results()
                    .map(match -> URI.create("http://localhost" + path).resolve(match.group(1)).getPath())
                    .forEach(link -> assertThat(server.get(link, "Accept", BROWSER).status()).as(link).isEqualTo(200));
            server.get(path, "Accept", "*/*").assertRefused(404, "not_found");
        }
    }
}
