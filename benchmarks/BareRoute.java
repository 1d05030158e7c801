import io.javalin.Javalin;
import java.nio.file.Files;
import java.nio.file.Path;

/** The floor for a view: one route that answers the bytes of a file. Its arguments: the port, the file, its content type. */
final class BareRoute {
    private BareRoute() {}

    public static void main(String[] arguments) throws Exception {
        byte[] bytes = Files.readAllBytes(Path.of(arguments[1]));
        Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            config.routes.get("/", ctx -> ctx.contentType(arguments[2]).result(bytes));
        }).start("127.0.0.1", Integer.parseInt(arguments[0]));
    }
}
