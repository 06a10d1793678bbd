package dev.sluice.conformance;

import java.util.ArrayList;
import java.util.List;

/** Cases under one heading after the other, as they are written down. Not thread-safe. */
final class Section {

  /** What no RFC demands, but Sluice promises. */
  static final String CONTRACT = "Sluice";

  private final List<Case> cases = new ArrayList<>();
  private String name = "";

  /** The cases that follow are about that section. */
  Section at(String section) {
    name = section.equals(CONTRACT) ? section : "RFC " + section;
    return this;
  }

  Section must(String title, String request, Check... checks) {
    return must(title, Scripts.sends(request), Reply.OK, checks);
  }

  Section safe(String title, String request, Check... checks) {
    return safe(title, Scripts.sends(request), Reply.OK, checks);
  }

  Section should(String title, String request, Check... checks) {
    return should(title, Scripts.sends(request), Reply.OK, checks);
  }

  Section must(String title, Script script, Reply reply, Check... checks) {
    return add(Strictness.MUST, title, script, reply, checks);
  }

  Section safe(String title, Script script, Reply reply, Check... checks) {
    return add(Strictness.SAFE, title, script, reply, checks);
  }

  Section should(String title, Script script, Reply reply, Check... checks) {
    return add(Strictness.SHOULD, title, script, reply, checks);
  }

  private Section add(
      Strictness strictness, String title, Script script, Reply reply, Check... checks) {
    cases.add(new Case(name, title, strictness, script, reply, List.of(checks)));
    return this;
  }

  List<Case> cases() {
    return List.copyOf(cases);
  }
}
