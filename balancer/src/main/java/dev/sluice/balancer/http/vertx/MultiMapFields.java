package dev.sluice.balancer.http.vertx;

import dev.sluice.balancer.http.head.FieldName;
import dev.sluice.balancer.http.head.Fields;
import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Fields as Vert.x has them. */
record MultiMapFields(MultiMap map) implements Fields {

  @Override
  public boolean has(FieldName name) {
    return map.contains(name.text());
  }

  @Override
  public Optional<String> first(FieldName name) {
    return Optional.ofNullable(map.get(name.text()));
  }

  @Override
  public List<String> all(FieldName name) {
    return List.copyOf(map.getAll(name.text()));
  }

  @Override
  public void forEach(BiConsumer<String, String> taker) {
    for (Map.Entry<String, String> field : map) {
      taker.accept(field.getKey(), field.getValue());
    }
  }
}
