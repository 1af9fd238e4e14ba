using LotusSeal.Sealing.Graph;
using LotusSeal.Sealing.Trees;

namespace LotusSeal.Sealing.VanillaProofs;

/// <summary>The JSON of a Commit1 output (porep.md 7.3): members in any order, unknown ones ignored, counts exact.</summary>
public static class Commit1OutputJson
{
    /// <summary>Compact UTF-8, byte for byte what the reference writes.</summary>
    public static byte[] ToJson(Commit1Output output)
    {
        ArgumentNullException.ThrowIfNull(output);
        return Commit1JsonWriter.Write(output);
    }

    /// <summary>The seal proof that an output says it is of; null for the inner form, which does not say.</summary>
    /// <exception cref="SealingException">It is no output, or of an unknown proof.</exception>
    public static RegisteredSealProof? RegisteredProofOf(ReadOnlySpan<byte> json)
    {
        Commit1JsonReader cursor = new(json);
        cursor.BeginObject();
        while (cursor.NextMember())
        {
            if (cursor.Is("registered_proof")) return RegisteredProofNames.Parse(cursor.Text());
            cursor.Skip();
        }

        return null;
    }

    /// <summary>Reads an output of a known configuration: the form handed to Lotus, or the inner one of an unregistered shape.</summary>
    /// <exception cref="SealingException">Names the member that is missing or wrong.</exception>
    public static Commit1Output Parse(PoRepConfig config, ReadOnlySpan<byte> json)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new Parser(config).Parse(json);
    }

    private sealed class Parser(PoRepConfig config)
    {
        private readonly int[] _aritiesD = SectorTrees.TreeDArities(config), _aritiesC = SectorTrees.CompoundArities(config);
        private readonly int _baseLevels = SectorTrees.BaseLevels(config);

        public Commit1Output Parse(ReadOnlySpan<byte> json)
        {
            Commit1JsonReader cursor = new(json);
            bool named = config.RegisteredProof is null;
            VanillaProof[][]? partitions = null;
            CommR? commR = null;
            CommD? commD = null;
            Digest? replicaId = null;
            InteractiveSeed? seed = null;
            SealTicket? ticket = null;
            cursor.BeginObject();
            while (cursor.NextMember())
            {
                if (cursor.Is("registered_proof")) named |= CheckName(cursor.Text());
                else if (cursor.Is("vanilla_proofs")) partitions = Partitions(ref cursor);
                else if (cursor.Is("comm_r")) commR = new CommR(cursor.Node());
                else if (cursor.Is("comm_d")) commD = new CommD(cursor.Node());
                else if (cursor.Is("replica_id")) replicaId = cursor.Node();
                else if (cursor.Is("seed")) seed = new InteractiveSeed(cursor.Node());
                else if (cursor.Is("ticket")) ticket = new SealTicket(cursor.Node());
                else cursor.Skip();
            }
            if (!named) throw cursor.Missing("registered_proof");
            return new Commit1Output(config, cursor.Found(partitions, "vanilla_proofs"), commR ?? throw cursor.Missing("comm_r"),
                commD ?? throw cursor.Missing("comm_d"), replicaId ?? throw cursor.Missing("replica_id"), seed ?? throw cursor.Missing("seed"),
                ticket ?? throw cursor.Missing("ticket"));
        }

        private bool CheckName(string name)
        {
            RegisteredSealProof proof = RegisteredProofNames.Parse(name);
            return proof == config.RegisteredProof
                ? true
                : throw new SealingException(
                $"The Commit1 output's registered_proof is {proof}; the sector's is {config.RegisteredProof?.ToString() ?? "unregistered"}.");
        }

        private VanillaProof[][] Partitions(ref Commit1JsonReader cursor)
        {
            if (config.RegisteredProof is not { } proof) return PartitionArray(ref cursor);
            VanillaProof[][]? partitions = null;
            string shape = RegisteredProofNames.ShapeName(proof);
            cursor.BeginObject();
            while (cursor.NextMember())
            {
                if (cursor.Is(shape)) partitions = PartitionArray(ref cursor);
                else cursor.Skip();
            }
            return cursor.Found(partitions, shape);
        }

        private VanillaProof[][] PartitionArray(ref Commit1JsonReader cursor) => cursor.Items(config.Partitions,
            (ref Commit1JsonReader partition) => partition.Items(config.ChallengesPerPartition, Proof));

        private VanillaProof Proof(ref Commit1JsonReader cursor)
        {
            MerklePath? commD = null, commRLast = null;
            (ColumnProof Own, ColumnProof[] Drg, ColumnProof[] Expander)? columns = null;
            LabelingProof[]? labelings = null;
            LabelingProof? encoding = null;
            cursor.BeginObject();
            while (cursor.NextMember())
            {
                if (cursor.Is("comm_d_proofs")) commD = Path(ref cursor, _aritiesD, compound: false);
                else if (cursor.Is("comm_r_last_proof")) commRLast = Path(ref cursor, _aritiesC, compound: true);
                else if (cursor.Is("replica_column_proofs")) columns = Columns(ref cursor);
                else if (cursor.Is("labeling_proofs")) labelings = cursor.Items(config.Layers, Labeling);
                else if (cursor.Is("encoding_proof")) encoding = Labeling(ref cursor);
                else cursor.Skip();
            }
            (ColumnProof own, ColumnProof[] drg, ColumnProof[] expander) = columns ?? throw cursor.Missing("replica_column_proofs");
            return new VanillaProof(own.Index, cursor.Found(commD, "comm_d_proofs"), cursor.Found(commRLast, "comm_r_last_proof"), own, drg, expander,
                cursor.Found(labelings, "labeling_proofs"), cursor.Found(encoding, "encoding_proof"));
        }

        private (ColumnProof, ColumnProof[], ColumnProof[]) Columns(ref Commit1JsonReader cursor)
        {
            ColumnProof? own = null;
            ColumnProof[]? drg = null, expander = null;
            cursor.BeginObject();
            while (cursor.NextMember())
            {
                if (cursor.Is("c_x")) own = Column(ref cursor);
                else if (cursor.Is("drg_parents")) drg = cursor.Items(SectorGraph.BaseDegree, Column);
                else if (cursor.Is("exp_parents")) expander = cursor.Items(SectorGraph.ExpanderDegree, Column);
                else cursor.Skip();
            }
            return (cursor.Found(own, "c_x"), cursor.Found(drg, "drg_parents"), cursor.Found(expander, "exp_parents"));
        }

        private ColumnProof Column(ref Commit1JsonReader cursor)
        {
            (uint Index, byte[] Rows)? column = null;
            MerklePath? inclusion = null;
            cursor.BeginObject();
            while (cursor.NextMember())
            {
                if (cursor.Is("column")) column = Rows(ref cursor);
                else if (cursor.Is("inclusion_proof")) inclusion = Path(ref cursor, _aritiesC, compound: true);
                else cursor.Skip();
            }
            (uint index, byte[] rows) = column ?? throw cursor.Missing("column");
            return new ColumnProof(index, rows, cursor.Found(inclusion, "inclusion_proof"));
        }

        private (uint Index, byte[] Rows) Rows(ref Commit1JsonReader cursor)
        {
            uint? index = null;
            byte[]? rows = null;
            cursor.BeginObject();
            while (cursor.NextMember())
            {
                if (cursor.Is("index")) index = (uint)cursor.Number(config.Nodes - 1);
                else if (cursor.Is("rows")) rows = cursor.Nodes(config.Layers);
                else cursor.Skip();
            }
            return (index ?? throw cursor.Missing("index"), cursor.Found(rows, "rows"));
        }

        private LabelingProof Labeling(ref Commit1JsonReader cursor)
        {
            byte[]? parents = null;
            uint? layer = null;
            ulong? node = null;
            cursor.BeginObject();
            while (cursor.NextMember())
            {
                if (cursor.Is("parents")) parents = cursor.Nodes(SectorGraph.LabelParents);
                else if (cursor.Is("layer_index")) layer = (uint)cursor.Number((ulong)config.Layers);
                else if (cursor.Is("node")) node = cursor.Number(config.Nodes - 1);
                else cursor.Skip();
            }
            return new LabelingProof(cursor.Found(parents, "parents"), layer ?? throw cursor.Missing("layer_index"),
                node ?? throw cursor.Missing("node"));
        }

        private MerklePath Path(ref Commit1JsonReader cursor, int[] arities, bool compound)
        {
            string kind = !compound || config.SubTreeArity == 0 ? "Single" : config.TopTreeArity == 0 ? "Sub" : "Top";
            MerklePath? path = null;
            cursor.BeginObject();
            while (cursor.NextMember())
            {
                if (cursor.Is("data")) path = PathOfKind(ref cursor, arities, kind);
                else cursor.Skip();
            }
            return cursor.Found(path, "data");
        }

        private MerklePath PathOfKind(ref Commit1JsonReader cursor, int[] arities, string kind)
        {
            MerklePath? path = null;
            cursor.BeginObject();
            while (cursor.NextMember())
            {
                if (cursor.Is(kind)) path = PathContent(ref cursor, arities, kind);
                else cursor.Skip();
            }
            return cursor.Found(path, kind);
        }

        private MerklePath PathContent(ref Commit1JsonReader cursor, int[] arities, string kind)
        {
            string baseName = kind == "Single" ? "path" : "base_proof";
            int[] baseArities = kind == "Single" ? arities : arities[.._baseLevels];
            Digest? root = null, leaf = null;
            MerkleLevel[]? lower = null, sub = null, top = null;
            cursor.BeginObject();
            while (cursor.NextMember())
            {
                if (cursor.Is("root")) root = cursor.Node();
                else if (cursor.Is("leaf")) leaf = cursor.Node();
                else if (cursor.Is(baseName)) lower = Levels(ref cursor, baseArities);
                else if (kind != "Single" && cursor.Is("sub_proof")) sub = Levels(ref cursor, [config.SubTreeArity]);
                else if (kind == "Top" && cursor.Is("top_proof")) top = Levels(ref cursor, [config.TopTreeArity]);
                else cursor.Skip();
            }
            if (kind != "Single" && sub is null) throw cursor.Missing("sub_proof");
            if (kind == "Top" && top is null) throw cursor.Missing("top_proof");
            return new MerklePath(root ?? throw cursor.Missing("root"), leaf ?? throw cursor.Missing("leaf"),
                [.. cursor.Found(lower, baseName), .. sub ?? [], .. top ?? []]);
        }

        private static MerkleLevel[] Levels(ref Commit1JsonReader cursor, int[] arities)
        {
            MerkleLevel[]? levels = null;
            cursor.BeginObject();
            while (cursor.NextMember())
            {
                int next = 0;
                if (cursor.Is("path")) levels = cursor.Items(arities.Length, (ref Commit1JsonReader item) => Level(ref item, arities[next++]));
                else cursor.Skip();
            }
            return cursor.Found(levels, "path");
        }

        private static MerkleLevel Level(ref Commit1JsonReader cursor, int arity)
        {
            byte[]? hashes = null;
            int? index = null;
            cursor.BeginObject();
            while (cursor.NextMember())
            {
                if (cursor.Is("hashes")) hashes = cursor.Nodes(arity - 1);
                else if (cursor.Is("index")) index = (int)cursor.Number((ulong)arity - 1);
                else cursor.Skip();
            }
            return new MerkleLevel(cursor.Found(hashes, "hashes"), index ?? throw cursor.Missing("index"));
        }
    }
}
