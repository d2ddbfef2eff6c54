"""We asked, you said, we did: replies written, published, and waited for."""
