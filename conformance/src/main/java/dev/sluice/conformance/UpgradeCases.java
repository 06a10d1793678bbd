package dev.sluice.conformance;

import static dev.sluice.conformance.Checks.answerBody;
import static dev.sluice.conformance.Checks.answerHas;
import static dev.sluice.conformance.Checks.forwarded;
import static dev.sluice.conformance.Checks.kept;
import static dev.sluice.conformance.Checks.status;
import static dev.sluice.conformance.Messages.HOST;
import static dev.sluice.conformance.Messages.get;
import static dev.sluice.conformance.Messages.head;
import static dev.sluice.conformance.Scripts.sends;
import static dev.sluice.conformance.Unmet.unless;

import java.util.List;

/** Connections that become something else. */
final class UpgradeCases {

  private static final String[] WEBSOCKET = {
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
  };
  private static final String SWITCHED =
      head(
          "HTTP/1.1 101 Switching Protocols",
          "Connection: Upgrade",
          "Upgrade: websocket",
          "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");

  private UpgradeCases() {}

  static List<Case> all() {
    return new Section()
        .at("9110 7.8")
        .must(
            "an upgrade is asked for with both fields",
            tunnel(),
            UpgradeCases::echo,
            forwarded(
                "Upgrade or its name in Connection is missing",
                h ->
                    h.members("upgrade").contains("websocket")
                        && h.members("connection").contains("upgrade")))
        .must("bytes behind a 101 are passed on both ways", tunnel(), UpgradeCases::echo)
        .must(
            "bytes that come with the 101 are passed on",
            eager(),
            request -> {
              request.body();
              request.send(SWITCHED + "early");
              request.untilEnd();
            })
        .must(
            "an upgrade that is refused leaves an ordinary answer",
            sends(get(WEBSOCKET)),
            Reply.whole(Messages.answer("403 Forbidden", "no", "X-Why: because")),
            status(403),
            answerHas("x-why", "because"),
            answerBody("no"),
            kept403())
        .must(
            "an upgrade that is passed over leaves an ordinary answer",
            sends(get(WEBSOCKET)),
            Reply.OK,
            status(200),
            kept())
        .must(
            "Upgrade is never passed on without its name in Connection",
            get("Upgrade: websocket"),
            status(200),
            forwarded(
                "it is",
                h -> h.values("upgrade").isEmpty() || h.members("connection").contains("upgrade")))
        .must(
            "Upgrade in HTTP/1.0 is passed over",
            sends(head("GET /{m} HTTP/1.0", HOST, "Connection: Upgrade", "Upgrade: websocket")),
            Reply.OK,
            status(200),
            forwarded("it is passed on", h -> h.values("upgrade").isEmpty()))
        .at("9110 15.2.2")
        .must(
            "a 101 that nobody asked for is no answer",
            sends(get()),
            Reply.whole(SWITCHED),
            status(502))
        .cases();
  }

  private static Check kept403() {
    return scene -> {
      int before = scene.first().answers().size();
      scene.first().send(get());
      scene.first().answer("GET");
      unless(scene.answer(before).status() == 403, "the next answer is another");
    };
  }

  private static Script tunnel() {
    return scene -> {
      Client client = scene.connect();
      client.send(get(WEBSOCKET));
      client.interim().ifPresent(head -> unless(head.status() == 101, "it is %s", head));
      client.send("ping!");
      unless(client.read(5).equals("pong!"), "the tunnel does not carry what the backend says");
    };
  }

  private static void echo(Served request) throws java.io.IOException {
    request.body();
    request.send(SWITCHED);
    if (request.read(5).equals("ping!")) {
      request.send("pong!");
    }
    request.untilEnd();
  }

  private static Script eager() {
    return scene -> {
      Client client = scene.connect();
      client.send(get(WEBSOCKET));
      client.interim().ifPresent(head -> unless(head.status() == 101, "it is %s", head));
      unless(client.read(5).equals("early"), "they are not");
    };
  }
}
