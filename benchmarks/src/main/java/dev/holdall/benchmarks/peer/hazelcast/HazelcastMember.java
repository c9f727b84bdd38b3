package dev.holdall.benchmarks.peer.hazelcast;

import com.hazelcast.collection.LocalQueueStats;
import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.NetworkConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.LocalMapStats;
import dev.holdall.benchmarks.peer.ServerProcess;

/** The main program of a cluster of one member. */
public final class HazelcastMember {
    private HazelcastMember() {}

    public static void main(String[] arguments) throws Exception {
        Config config = new Config();
        config.setClusterName(HazelcastPeer.CLUSTER);
        NetworkConfig network = config.getNetworkConfig();
        network.setPort(0).setPublicAddress("127.0.0.1");
        network.getInterfaces().setEnabled(true).addInterface("127.0.0.1");
        JoinConfig join = network.getJoin();
        join.getAutoDetectionConfig().setEnabled(false);
        join.getMulticastConfig().setEnabled(false);
        HazelcastInstance member = Hazelcast.newHazelcastInstance(config);
        int port = member.getCluster().getLocalMember().getSocketAddress().getPort();
        ServerProcess.serve("127.0.0.1:" + port, () -> served(member));
        member.shutdown();
    }

    private static long served(HazelcastInstance member) {
        LocalMapStats map = member.getMap(HazelcastPeer.DICT).getLocalMapStats();
        LocalQueueStats queue = member.getQueue(HazelcastPeer.QUEUE).getLocalQueueStats();
        return map.getSetOperationCount()
                + map.getGetOperationCount()
                + queue.getOfferOperationCount()
                + queue.getPollOperationCount()
                + member.getList(HazelcastPeer.LIST).size()
                + member.getPNCounter(HazelcastPeer.COUNTER).get();
    }
}
