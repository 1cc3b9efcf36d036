// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deadletters/record_digest.h"

#include <openssl/evp.h>

#include <array>
#include <memory>

namespace weir {
namespace {

/// Every piece goes in with its length, so that no two sequences of pieces hash alike.
class Digest
{
public:
    Digest() { EVP_DigestInit_ex(m_context.get(), EVP_sha256(), nullptr); }

    void add(std::string_view piece)
    {
        addNumber(static_cast<std::int64_t>(piece.size()));
        EVP_DigestUpdate(m_context.get(), piece.data(), piece.size());
    }
    void add(const OptionalBytes& piece)
    {
        if (piece)
            add(std::string_view(*piece));
        else
            addNumber(-1);
    }
    void addNumber(std::int64_t number)
    {
        std::array<unsigned char, 8> bytes{};
        for (std::size_t i = 0; i < bytes.size(); ++i)
            bytes[i] = static_cast<unsigned char>(static_cast<std::uint64_t>(number) >> (56 - 8 * i));
        EVP_DigestUpdate(m_context.get(), bytes.data(), bytes.size());
    }
    [[nodiscard]] std::array<unsigned char, 32> bytes()
    {
        std::array<unsigned char, 32> bytes{};
        EVP_DigestFinal_ex(m_context.get(), bytes.data(), nullptr);
        return bytes;
    }
    [[nodiscard]] std::string hex() { return hexOf(bytes()); }
    [[nodiscard]] static std::string hexOf(const std::array<unsigned char, 32>& bytes)
    {
        return toHex({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    }

private:
    std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> m_context{EVP_MD_CTX_new(), &EVP_MD_CTX_free};
};

} // namespace

std::array<unsigned char, 32> recordHash(const Record& record)
{
    Digest digest;
    digest.add(record.key);
    digest.add(record.value);
    for (const Header& header : record.headers) {
        digest.add(std::string_view(header.name));
        digest.add(header.value);
    }
    return digest.bytes();
}

std::string recordDigest(const Record& record) { return Digest::hexOf(recordHash(record)); }

std::string replayId(std::string_view clusterId, const TopicPartition& source, std::int64_t offset,
                     std::string_view editHash)
{
    Digest digest;
    digest.add(clusterId);
    digest.add(std::string_view(source.topic));
    digest.addNumber(source.partition);
    digest.addNumber(offset);
    // Without an edit nothing is added: ids of records that were put back by older versions stay what they are.
    if (!editHash.empty())
        digest.add(editHash);
    return digest.hex().substr(0, 32);
}

std::string textHash(std::string_view text, std::size_t digits)
{
    Digest digest;
    digest.add(text);
    return digest.hex().substr(0, digits);
}

} // namespace weir
