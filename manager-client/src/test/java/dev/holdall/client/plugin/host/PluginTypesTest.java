package dev.holdall.client.plugin.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.holdall.client.ManagerFixture;
import dev.holdall.client.plugin.PluginObject;
import dev.holdall.client.plugin.TestPlugins.Tallies;
import dev.holdall.client.plugin.TestPlugins.Tally;
import dev.holdall.client.proxy.Proxies;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Which plug-in types a host has. */
class PluginTypesTest {
    @RegisterExtension
    static final ManagerFixture MANAGERS = new ManagerFixture();

    private static Proxies proxies() {
        return MANAGERS.manager().proxies();
    }

    @Test
    void load_findsWhatTheClassPathNames() {
        PluginTypes types = PluginTypes.load(proxies());
        assertThat(types.names()).hasSize(4).contains(Tally.class.getName());
        assertThat(types.get(Tally.class.getName())).isNotNull();
        assertThat(types.get(PluginObject.class.getName())).isNull();
    }

    @Test
    void typesOfTheSameInterface_areOneTooMany() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PluginTypes(List.of(new Tallies(), new Tallies()), proxies()))
                .withMessageContaining("two plug-in types expose " + Tally.class.getName());
    }
}
